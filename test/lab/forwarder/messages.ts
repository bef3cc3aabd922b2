import type { HeldUp } from './held-up';
import type { LineCounters, LineParameters } from './delay-line';

/** One link, as the forwarder gets it. Loss is in the direction from the near end: the one that backups upload in. */
export interface LinkOrder extends LineParameters {
  readonly name: string;
  readonly nearNamespace: string;
  readonly nearDevice: string;
  readonly farNamespace: string;
  readonly farDevice: string;
  readonly seed: number;
}

/** The forwarder's only argument, as JSON. */
export interface ForwarderOrder {
  readonly links: readonly LinkOrder[];
  /** Removed, with the processes in them, when whoever started the forwarder is gone. */
  readonly namespaces: readonly string[];
}

/** A line on its standard input. Each is answered by one line. */
export interface ForwarderRequest {
  readonly link: string;
  readonly change?: Partial<LineParameters>;
  /** Counting starts anew after the answer. */
  readonly reset?: boolean;
}

export interface LinkStatistics {
  /** From the near end: what a backup sends. */
  readonly up: LineCounters;
  readonly down: LineCounters;
  /** The worst of it, of all links of the lab: one process forwards for them all. */
  readonly heldUp: HeldUp | null;
}

/** The first line, once the devices exist. */
export interface ForwarderReady {
  /** Whether it goes before everything else on the host; if not, it may be late on a busy one. */
  readonly urgent: boolean;
}
