import type { EngineSession, StandInSettings } from '../engine';
import type { Faults } from '../faults';
import { Cursors } from './cursors';
import type { Dialect } from './dialect';
import { LobStore } from './lob-store';

/** What one logged-in client has on this side of the wire. */
export class WireSession {
  readonly cursors = new Cursors();
  readonly lobs = new LobStore();
  /** A guess (the engine does not tell): set by DML and blocks, so that a pool rolls back before it reuses the session. */
  isInTransaction = false;

  constructor(
    readonly engine: EngineSession,
    readonly dialect: Dialect,
    readonly faults: Faults,
    readonly settings: StandInSettings,
  ) {}

  commit(): void {
    this.engine.commit();
    this.isInTransaction = false;
  }

  rollback(): void {
    this.engine.rollback();
    this.isInTransaction = false;
  }
}
