import type { DatabaseSync } from 'node:sqlite';

import { serverError } from './server-error';

/** As Oracle does: the number rises by itself, about every three seconds, and with each commit. */
const msPerScn = 3000;
const firstScn = 5_214_873n;

/**
 * System change numbers, and which of them belong to which time. The time of commits is kept by the second, so that the
 * undo horizon survives a restart.
 */
export class ScnClock {
  readonly #bornAtMs: number;
  #last: bigint;

  constructor(
    private readonly connection: DatabaseSync,
    private readonly now: () => number = Date.now,
  ) {
    connection.exec('CREATE TABLE IF NOT EXISTS scn_times(second INTEGER PRIMARY KEY, scn INTEGER NOT NULL)');
    const born = connection.prepare('SELECT second, scn FROM scn_times ORDER BY second LIMIT 1').get();
    const last = connection.prepare('SELECT max(scn) AS scn FROM scn_times').get()?.['scn'];
    this.#bornAtMs = born === undefined ? now() : Number(born['second']) * 1000;
    this.#last = typeof last === 'number' ? BigInt(last) : firstScn;
    if (born === undefined) this.#note(firstScn);
  }

  current(): bigint {
    const drifted = this.#drifted(this.now());
    if (drifted > this.#last) this.#last = drifted;
    return this.#last;
  }

  /** The number of a commit that happens now: greater than any that was read before. */
  advance(): bigint {
    this.#last = this.current() + 1n;
    this.#note(this.#last);
    return this.#last;
  }

  /** When the database was created. */
  get bornAtMs(): number {
    return this.#bornAtMs;
  }

  /** The newest number at a time. Throws ORA-08180 for a time before the database's creation or after now. */
  at(timeMs: number): bigint {
    if (timeMs < this.#bornAtMs || timeMs > this.now() + 1000) throw serverError(8180);
    const noted = this.connection
      .prepare('SELECT max(scn) AS scn FROM scn_times WHERE second <= ?')
      .get(Math.floor(timeMs / 1000))?.['scn'];
    const committed = typeof noted === 'number' ? BigInt(noted) : firstScn;
    const drifted = this.#drifted(timeMs);
    return drifted > committed ? drifted : committed;
  }

  /** About when a number was current. Throws ORA-08181 for one that never was. */
  timeOf(scn: bigint): number {
    if (scn < firstScn || scn > this.current()) throw serverError(8181);
    const noted = this.connection.prepare('SELECT min(second) AS second FROM scn_times WHERE scn >= ?').get(scn)?.[
      'second'
    ];
    const drifted = this.#bornAtMs + Number(scn - firstScn) * msPerScn;
    return typeof noted === 'number' ? Math.min(noted * 1000, drifted) : drifted;
  }

  /** The oldest number that `retentionS` seconds of undo still reach. */
  oldest(retentionS: number): bigint {
    const horizonMs = this.now() - retentionS * 1000;
    return horizonMs <= this.#bornAtMs ? firstScn : this.at(horizonMs);
  }

  #drifted(timeMs: number): bigint {
    return firstScn + BigInt(Math.max(0, Math.floor((timeMs - this.#bornAtMs) / msPerScn)));
  }

  #note(scn: bigint): void {
    this.connection.prepare('INSERT OR REPLACE INTO scn_times VALUES (?, ?)').run(Math.floor(this.now() / 1000), scn);
  }
}
