import { installationTag } from '../../config/installation-tag';
import type { Config } from '../../config/schema';
import { BackupError } from '../../errors';
import { formatDuration } from '../../domain/quantities';
import type { CliIo } from '../cli-io';
import { withTemporal, type TemporalAccess } from '../temporal-client';
import { brokenBy, examine, type ExaminedSection } from './examine';
import { schedulesSection } from './schedules-section';
import type { DoctorSection } from './section';
import { temporalSection } from './temporal-section';

/** Temporal, and the schedules in it. One that cannot be reached is a finding, after five seconds. */
export function examineTemporal(config: Config, io: CliIo): Promise<readonly ExaminedSection[]> {
  return onTemporal(config, io, (access, connectedAfterMs) => [
    temporalSection(access, connectedAfterMs),
    schedulesSection(access, config, installationTag(config, io.env)),
  ]);
}

/** Runs sections that need a client of Temporal. Never throws. */
export async function onTemporal(
  config: Config,
  io: CliIo,
  sections: (access: TemporalAccess, connectedAfterMs: number) => readonly DoctorSection[],
): Promise<readonly ExaminedSection[]> {
  const startedAt = performance.now();
  const waitedMs = (): number => performance.now() - startedAt;
  try {
    return await withTemporal(config, io, (access) => examine(sections(access, waitedMs())));
  } catch (error) {
    const finding = brokenBy('reachable', error);
    const isAway = error instanceof BackupError && error.code === 'TEMPORAL_UNREACHABLE';
    const reason = isAway ? `${finding.reason}; gave up after ${formatDuration(waitedMs())}` : finding.reason;
    return [{ title: 'Temporal', findings: [{ ...finding, reason }] }];
  }
}
