import { formatBytes, formatDuration } from '../../domain/quantities';
import type { RestoreProgress } from '../../vault/restore/restore-backup';
import type { CliOutput } from '../cli-io';
import { liveLine } from '../live-line';

export interface RestoreView {
  readonly show: (progress: RestoreProgress) => void;
  close(): void;
}

/** Shows a restore that runs in this process; the speed is that since its first byte. */
export function restoreView(output: CliOutput, now: () => number = Date.now): RestoreView {
  const line = liveLine(output, now);
  let first: { readonly atMs: number; readonly bytes: number } | undefined;
  return {
    close: () => line.close(),
    show: (progress) => {
      first ??= { atMs: now(), bytes: progress.bytesDone };
      const tookMs = now() - first.atMs;
      const bytesPerSecond = tookMs <= 0 ? 0 : ((progress.bytesDone - first.bytes) * 1000) / tookMs;
      line.show({ key: '', fraction: fractionOf(progress), text: describe(progress, bytesPerSecond) });
    },
  };
}

const fractionOf = ({ bytesDone, bytesTotal }: RestoreProgress): number =>
  bytesTotal === 0 ? 1 : bytesDone / bytesTotal;

function describe(progress: RestoreProgress, bytesPerSecond: number): string {
  const { backupId, bytesDone, bytesTotal, file } = progress;
  const speed =
    bytesPerSecond <= 0
      ? []
      : [
          `${formatBytes(bytesPerSecond)}/s`,
          `${formatDuration(((bytesTotal - bytesDone) * 1000) / bytesPerSecond)} left`,
        ];
  const share = `${Math.floor(fractionOf(progress) * 100)} %`;
  return [
    `restore of ${backupId}`,
    share,
    `${formatBytes(bytesDone)} of ${formatBytes(bytesTotal)}`,
    ...speed,
    file,
  ].join(' · ');
}
