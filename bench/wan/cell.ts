export const modes = ['plain', 'accelerated'] as const;
export type Mode = (typeof modes)[number];

/** What a cell is run with. */
export interface CellPlan {
  readonly rttMs: number;
  /** Of 100, in the direction of the upload. */
  readonly lossPct: number;
  readonly mode: Mode;
  readonly rateMbit: number;
}

/** What came out, one region of one cell. */
export interface Cell extends CellPlan {
  /** Of the copy phase: bytes that arrived at the region, without those that were sent again. */
  readonly goodputMbit: number;
  /** Of the link's rate, 0 to 1. */
  readonly linkShare: number;
  /** As the backup's monitor named it in its result, or last while a run that was stopped went on; null: nothing stood out. */
  readonly bottleneck: string | null;
  readonly copySeconds: number;
  /** Of the whole run, from its start to its result; null for a run that was stopped. */
  readonly runSeconds: number | null;
  /** What the sockets to the region used, read from the kernel. */
  readonly congestionControl: string;
  readonly connections: number;
  readonly lateP99Ms: number;
  readonly lateMaxMs: number;
  /** Of the host's CPU time, by all that ran, 0 to 1. */
  readonly cpuShare: number;
  /** Why the measurement is worth nothing: the link forwarded late, twice. */
  readonly rejected?: string;
  /** In the cell of several regions: which one this is. */
  readonly region?: string;
}

/** The matrix with one region: the modes of a link follow each other, so that they meet the same machine. */
export function matrix(rateMbit = 200): readonly CellPlan[] {
  return [2, 20, 80].flatMap((rttMs) =>
    [0, 0.1, 1].flatMap((lossPct) => modes.map((mode): CellPlan => ({ rttMs, lossPct, mode, rateMbit }))),
  );
}

/** `80,1,accelerated`. @throws RangeError that says what is meant */
export function parseCell(text: string, rateMbit = 200): CellPlan {
  const [rtt, loss, wanted] = text.split(',');
  const mode = modes.find((candidate) => candidate === wanted);
  const [rttMs, lossPct] = [Number(rtt), Number(loss)];
  if (mode === undefined || !(rttMs > 0) || !(lossPct >= 0 && lossPct < 100))
    throw new RangeError(
      `--cell is round trip in ms, loss in %, mode (${modes.join(' or ')}), such as 80,1,accelerated`,
    );
  return { rttMs, lossPct, mode, rateMbit };
}
