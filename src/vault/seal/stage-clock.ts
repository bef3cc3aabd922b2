/**
 * When a sealing thread began each step of the part in its hands, in memory that it shares with the thread that reads
 * the figures: ms since the epoch, 0 for a step that has not begun. A step ends when the next one begins.
 */
export const clockSteps = ['hashPlain', 'compress', 'encrypt', 'hashSealed', 'end'] as const;

export interface ThreadMs {
  readonly compress: number;
  readonly encrypt: number;
  readonly hash: number;
}

export class StageClock {
  readonly shared = new Float64Array(new SharedArrayBuffer(clockSteps.length * Float64Array.BYTES_PER_ELEMENT));

  /** Before the next part. */
  reset(): void {
    this.shared.fill(0);
  }

  /** What the part's steps have taken up to now. */
  read(): ThreadMs {
    const nowMs = performance.timeOrigin + performance.now();
    const [hashPlain = 0, compress = 0, encrypt = 0, hashSealed = 0, end = 0] = this.shared;
    const between = (from: number, to: number): number =>
      from === 0 ? 0 : Math.max(0, (to === 0 ? nowMs : to) - from);
    return {
      compress: between(compress, encrypt),
      encrypt: between(encrypt, hashSealed),
      hash: between(hashPlain, compress) + between(hashSealed, end),
    };
  }
}
