import type { ProcessCommand } from '../processes/start-process';

/** One process of the sandbox, known by its name: `temporal`, `oracle`, or a region's. */
export interface Part {
  readonly name: string;
  /** What it listens on, all on 127.0.0.1. */
  readonly ports: readonly number[];
  /** What to run. Makes the directories that it needs. */
  readonly command: () => Promise<Omit<ProcessCommand, 'logFile'>>;
  /** One quick look: does it answer as it should? */
  readonly isReady: () => Promise<boolean>;
  readonly readyWithinMs: number;
}

/** Everything of the sandbox listens here alone. */
export const loopback = '127.0.0.1';
