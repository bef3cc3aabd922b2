import type { Bottleneck } from '../../src/domain/bottleneck';
import type { LabConfig } from '../../test/harness/backup-lab';
import type { WorkerProcess } from '../../test/harness/worker-process';
import type { WanInstallation } from '../../test/lab/wan-installation';
import type { LinkSettings } from '../../test/lab/wan-link';
import type { LabFigures } from './lab-figures';

/** A lab that holds a backup back by one thing, and the name that the report has to find for it. */
export interface Cause {
  readonly name: string;
  readonly expected: Bottleneck;
  readonly title: string;
  readonly link: LinkSettings;
  /** CUBIC on plain sockets; otherwise accelerated. */
  readonly plain?: boolean;
  /** What this host lacks for it, in words. */
  readonly lacks?: () => string | undefined;
  readonly configure?: (config: LabConfig, installation: WanInstallation) => void;
  /** Before the backup begins. @returns the undo */
  readonly arrange?: (installation: WanInstallation, worker: WorkerProcess) => Promise<Undo> | Undo;
  /** Whether the lab did what its title says, by figures that the monitor has no part in. */
  readonly isCaused: (figures: LabFigures) => boolean;
}

export type Undo = () => Promise<unknown> | void;
