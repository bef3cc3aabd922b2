import { setImmediate } from 'node:timers/promises';
import { type CallerSession, OracleServerError } from '../engine';
import { PlsqlError } from './plsql-error';
import type { PlValue } from './values';

const statementsPerTurn = 500;

/** One execution of a block. */
export class Run {
  readonly values: PlValue[] = [];
  /** Exceptions whose handlers are running, the innermost last: what SQLERRM and RAISE mean. */
  readonly handling: PlsqlError[] = [];
  #statements = 0;

  constructor(
    readonly session: CallerSession,
    /** One value for each placeholder. */
    readonly binds: PlValue[],
    readonly signal: AbortSignal,
  ) {}

  get handled(): PlsqlError | undefined {
    return this.handling.at(-1);
  }

  /** Before each statement: ends a cancelled run, and lets others have the event loop in a long one. */
  async step(): Promise<void> {
    if (this.signal.aborted) throw cancelled(this.signal);
    this.#statements += 1;
    if (this.#statements % statementsPerTurn === 0) await setImmediate();
  }
}

/** The error that a cancelled call ends with: the signal's own reason (a killed session), or ORA-01013. */
export function cancelled(signal: AbortSignal): PlsqlError {
  return signal.reason instanceof OracleServerError ? PlsqlError.fromServer(signal.reason) : PlsqlError.of(1013);
}
