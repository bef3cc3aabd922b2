import { phaseFraction, type BackupProgress, type RegionProgress } from '../../domain/backup-progress';
import { phaseNames } from '../../domain/manifest';
import { formatBytes, formatDuration } from '../../domain/quantities';
import type { BackupSight } from './watch-backup';
import { labelWidth } from './labelled';
import type { WatchFrame } from './screen';
import { bar, tame, type Line } from './terminal-text';

interface BarShape {
  /** Of what stands before the bar. */
  readonly label: number;
  readonly width: number;
}

/** The phase and each region: a bar, and what there is to say. */
export function workRows({ sight, columns }: Pick<WatchFrame, 'sight' | 'columns'>): readonly Line[] {
  const { progress } = sight;
  const width = Math.max(8, Math.min(40, Math.floor(columns / 6)));
  const longest = Math.max(...progress.regions.map(({ name }) => name.length + 1), 0);
  const shape = { label: Math.max(labelWidth, longest), width };
  return [phaseRow(sight, shape), ...progress.regions.map((region) => regionRow(region, progress, shape))];
}

function phaseRow(sight: BackupSight, { label, width }: BarShape): Line {
  const { progress } = sight;
  const isCounted = (phaseNames as readonly string[]).includes(progress.phase);
  const fraction = phaseFraction(progress);
  const share = fraction === null ? '' : `${Math.floor(fraction * 100)} %  `;
  return [
    ['bold', (isCounted ? progress.phase : '').padEnd(label)],
    ['cyan', bar(fraction, width)],
    `  ${share}${amounts(sight)}`,
  ];
}

function amounts({ progress, bytesPerSecond }: BackupSight): string {
  const { bytesCopied, bytesTotal, phase } = progress;
  const bytes =
    bytesTotal === null ? formatBytes(bytesCopied) : `${formatBytes(bytesCopied)} of ${formatBytes(bytesTotal)}`;
  const isCopying = phase === 'copy' && bytesTotal !== null && bytesPerSecond !== null && bytesPerSecond > 0;
  const left = isCopying ? formatDuration(((bytesTotal - bytesCopied) / bytesPerSecond) * 1000) : '';
  return [
    bytesTotal === null && bytesCopied === 0 ? '' : bytes,
    bytesPerSecond === null ? '' : `${formatBytes(bytesPerSecond)}/s`,
    left === '' ? '' : `${left} left`,
  ]
    .filter((piece) => piece !== '')
    .join('  ');
}

function regionRow(region: RegionProgress, progress: BackupProgress, { label, width }: BarShape): Line {
  const { name, state, missingParts, reason } = region;
  const isWell = missingParts === 0 && state !== 'incomplete' && state !== 'unavailable';
  const missing = missingParts > 0 ? `, ${missingParts} parts missing` : '';
  const why = reason === undefined ? '' : `: ${tame(reason)}`;
  return [
    name.padEnd(label),
    [isWell ? 'green' : 'yellow', bar(regionFraction(region, progress), width)],
    [isWell ? 'dim' : 'yellow', `  ${state}${missing}${why}`],
  ];
}

/** What was copied goes to every region, but for the parts that one lacks. Null: nothing has been copied yet. */
export function regionFraction({ state, missingParts }: RegionProgress, progress: BackupProgress): number | null {
  if (state === 'whole') return 1;
  const { bytesTotal, bytesCopied, parts } = progress;
  if (bytesTotal === null || bytesTotal === 0) return null;
  return Math.max(0, bytesCopied / bytesTotal - (parts.total === 0 ? 0 : missingParts / parts.total));
}
