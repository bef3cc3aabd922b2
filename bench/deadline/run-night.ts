import type { BackupResult } from '../../src/domain/backup-result';
import type { Decision } from '../../src/domain/pace';
import { searchAttributes } from '../../src/domain/search-attributes';
import type { Outlook } from '../../src/domain/timing';
import type { Night, NightPause } from './night';
import { simulatedActivities } from './simulated-activities';
import { VirtualClock } from './virtual-clock';
import type { Ending } from './virtual-run';
import { fromPayload, toPayloads, VirtualTemporal, type VirtualActivity } from './virtual-temporal';
import type { WorkflowSandbox } from './workflow-sandbox';

/** `paced`: as the product does. `steady`: nobody tells it of a deadline. `expedited`: asked to hurry from the start. */
export const modes = ['paced', 'steady', 'expedited'] as const;
export type Mode = (typeof modes)[number];

export interface NightRun {
  readonly isSealed: boolean;
  /** Why it failed; null: it did not. */
  readonly failed: string | null;
  /** From the run's start until it was sealed; where it failed, until it had ended. */
  readonly tookMs: number;
  readonly steadyMs: number;
  readonly decisions: readonly Decision[];
  readonly outlooks: readonly { readonly atMs: number; readonly outlook: Outlook }[];
}

const startMs = Date.parse('2026-11-24T01:00:00Z');
const workflowId = 'night';

/** Runs the real workflows through one night. */
export async function runNight(sandbox: WorkflowSandbox, night: Night, mode: Mode): Promise<NightRun> {
  const clock = new VirtualClock(startMs);
  const outlooks: { atMs: number; outlook: Outlook }[] = [];
  const temporal = new VirtualTemporal({
    clock,
    sandbox,
    activities: { ...simulatedActivities(night, clock) } satisfies Readonly<Record<string, VirtualActivity>>,
    onSearchAttribute: (name, value, atMs) => {
      // The outlook's attribute is set from an Outlook, in a list of one.
      const [outlook] = [value].flat() as readonly Outlook[];
      if (name === searchAttributes.outlook && outlook !== undefined) outlooks.push({ atMs: atMs - startMs, outlook });
    },
  });
  try {
    const run = await temporal.start('backupDatabase', workflowId, toPayloads([requestOf(night, mode)]));
    for (const pause of night.pauses) arrangePause(temporal, pause);
    return runOf(await temporal.runToEnd(run), outlooks);
  } finally {
    await temporal.dispose();
  }
}

function requestOf({ withinMs, policy }: Night, mode: Mode): Readonly<Record<string, unknown>> {
  if (mode === 'steady') return { database: 'sales' };
  const deadline = { database: 'sales', deadline: `PT${Math.round(withinMs / 1000)}S`, policy };
  return mode === 'paced' ? deadline : { ...deadline, pace: 'expedited' };
}

function arrangePause(temporal: VirtualTemporal, { atMs, forMs, untilGiven }: NightPause): void {
  const { clock } = temporal.parts;
  clock.in(atMs, () => {
    if (untilGiven) {
      temporal.signal(workflowId, 'pauseUntil', toPayloads([new Date(clock.nowMs + forMs).toISOString()]));
    } else {
      temporal.signal(workflowId, 'pause', toPayloads(['somebody needs the database']));
      clock.in(forMs, () => void temporal.signal(workflowId, 'resume', []));
    }
  });
}

function runOf(ending: Ending, outlooks: NightRun['outlooks']): NightRun {
  const result = resultOf(ending);
  const decisions = result.pace?.decisions ?? [];
  const last = result.phases.at(-1);
  if (last === undefined) throw new Error('a run without a phase');
  const endMs =
    result.deadline === null ? Date.parse(last.startedAt) + last.durationMs : Date.parse(result.deadline.endedAt);
  return {
    isSealed: result.outcome === 'sealed',
    failed: result.error?.code ?? null,
    tookMs: endMs - startMs,
    steadyMs: steadyTime(decisions, endMs),
    decisions,
    outlooks,
  };
}

function resultOf(ending: Ending): BackupResult {
  if (ending.kind === 'cancelled') throw new Error('nobody cancels a night');
  const details =
    ending.kind === 'failed' ? ending.failure.applicationFailureInfo?.details?.payloads?.[0] : ending.result;
  if (details === undefined || details === null) throw new Error(`a run without a result: ${JSON.stringify(ending)}`);
  // Both are what backupDatabase makes of its run: buildResult.
  return fromPayload(details) as BackupResult;
}

function steadyTime(decisions: readonly Decision[], endMs: number): number {
  let sinceMs: number | null = startMs;
  let steadyMs = 0;
  for (const { at, pace } of decisions) {
    if (sinceMs !== null && pace === 'expedited') steadyMs += Date.parse(at) - sinceMs;
    if (pace === 'expedited') sinceMs = null;
    else sinceMs ??= Date.parse(at);
  }
  return sinceMs === null ? steadyMs : steadyMs + Math.max(0, endMs - sinceMs);
}
