import type { Night } from '../../bench/deadline/night';
import { simulatedActivities, type SimulatedActivities } from '../../bench/deadline/simulated-activities';
import { VirtualClock } from '../../bench/deadline/virtual-clock';
import type { VirtualRun } from '../../bench/deadline/virtual-run';
import { fromPayload, toPayloads, VirtualTemporal, type VirtualActivity } from '../../bench/deadline/virtual-temporal';
import type { WorkflowSandbox } from '../../bench/deadline/workflow-sandbox';
import type { BackupProgress } from '../../src/domain/backup-progress';
import type { Phase, PhaseName } from '../../src/domain/manifest';
import type { PastBackup } from '../../src/domain/past-rates';
import type { BackupResult } from '../../src/domain/backup-result';
import { noticeEvents } from '../../src/domain/notices';
import { searchAttributes } from '../../src/domain/search-attributes';
import { facts } from './scripted-activities';

const startMs = Date.parse('2026-11-24T01:00:00Z');
const workflowId = 'night';
const gib = 2 ** 30;
const mib = 2 ** 20;

/** Half an hour of export, and a copy that takes as long with lines of that speed. */
const dumpBytes = 18 * gib;
const rate = dumpBytes / 1800;
export const minute = 60_000;
export const second = 1000;

/** A night on which all goes as ever: sealed after an hour, as the backups before it were. Each test changes a thing. */
export const plainNight: Night = {
  seed: 1,
  dumpBytes,
  estimatedBytes: dumpBytes,
  fileCount: 2,
  exportRate: rate,
  percentPower: 1,
  readRate: rate,
  sessionsGain: 1,
  databaseSpells: [],
  sealRate: 500 * mib,
  sealedRatio: 0.5,
  levelThree: { size: 0.9, speed: 0.5 },
  egress: 500 * mib,
  regions: ['london', 'frankfurt', 'stockholm'].map((name) => ({
    name,
    lineRate: 100 * mib,
    connectionsGain: 1,
    limit: null,
    spells: [],
  })),
  minCopies: 2,
  overheads: {
    inspectMs: 1000,
    regionsMs: 1000,
    accelerateMs: 1000,
    stopExportMs: 1000,
    restartExportMs: 1000,
    listMs: 1000,
    manifestMs: 500,
    cleanUpMs: 2000,
  },
  past: [usual(0.95), usual(1), usual(1.05)],
  withinMs: 0,
  policy: 'continue',
  pauses: [],
};

/** A backup before this one, as its manifest tells: as long as plainNight, times so much. */
function usual(times: number): PastBackup {
  const phase = (name: PhaseName, minutes: number): Phase => ({
    name,
    startedAt: '',
    durationMs: minutes * minute * times,
  });
  return {
    phases: [phase('prepare', 0.1), phase('export', 30), phase('copy', 30)],
    totals: { files: 2, parts: 576, bytes: dumpBytes, sealedBytes: dumpBytes / 2 },
    facts: { ...facts, estimatedBytes: dumpBytes },
  };
}

/** What a client does, in ms after the run's start. */
export interface Order {
  readonly atMs: number;
  readonly signal?: string;
  readonly update?: string;
  readonly input?: unknown;
  /** Looks at the run instead. */
  readonly look?: (sight: Sight) => void;
}

export interface Sight {
  readonly progress: BackupProgress;
  /** The page in Temporal's UI. */
  readonly details: string;
}

export interface Told {
  readonly atMs: number;
  readonly what: string;
}

export interface VirtualStory {
  readonly result: BackupResult;
  /** The code of the failure; null: sealed. */
  readonly failed: string | null;
  readonly tookMs: number;
  /** Activities as they began. */
  readonly calls: readonly Told[];
  readonly outlooks: readonly Told[];
  readonly notices: readonly Told[];
  readonly updates: VirtualRun['updates'];
}

export interface VirtualPlay {
  readonly night?: Partial<Night>;
  readonly request?: Readonly<Record<string, unknown>>;
  readonly orders?: readonly Order[];
  readonly changes?: (activities: SimulatedActivities, clock: VirtualClock) => Partial<SimulatedActivities>;
}

/** Runs the real workflows through one night in virtual time: hours of it pass in a second. */
export async function playNight(sandbox: WorkflowSandbox, play: VirtualPlay): Promise<VirtualStory> {
  const clock = new VirtualClock(startMs);
  const told = { calls: [] as Told[], outlooks: [] as Told[], notices: [] as Told[] };
  const since = (): number => clock.nowMs - startMs;
  const simulated = withNotices(simulatedActivities({ ...plainNight, ...play.night }, clock), (event) =>
    told.notices.push({ atMs: since(), what: event }),
  );
  const temporal = new VirtualTemporal({
    clock,
    sandbox,
    activities: recorded({ ...simulated, ...play.changes?.(simulated, clock) }, (name) =>
      told.calls.push({ atMs: since(), what: name }),
    ),
    onSearchAttribute: (name, value) => {
      if (name === searchAttributes.outlook) told.outlooks.push({ atMs: since(), what: String([value].flat()[0]) });
    },
  });
  try {
    const run = await temporal.start(
      'backupDatabase',
      workflowId,
      toPayloads([{ database: 'sales', ...play.request }]),
    );
    for (const order of play.orders ?? []) arrange(temporal, run, order);
    const ending = await temporal.runToEnd(run);
    if (ending.kind === 'cancelled') throw new Error('the run says that it was cancelled, and nobody did that');
    const details =
      ending.kind === 'failed' ? ending.failure.applicationFailureInfo?.details?.payloads?.[0] : ending.result;
    return {
      // Both are what backupDatabase makes of its run: buildResult.
      result: fromPayload(details) as BackupResult,
      failed: ending.kind === 'failed' ? (ending.failure.applicationFailureInfo?.type ?? '') : null,
      tookMs: since(),
      ...told,
      updates: run.updates,
    };
  } finally {
    await temporal.dispose();
  }
}

function withNotices(activities: SimulatedActivities, tell: (event: string) => void): SimulatedActivities {
  return {
    ...activities,
    planBackup: async (request, context) => {
      const { plan, warnings } = await activities.planBackup(request, context);
      return { plan: { ...plan, notifications: { events: noticeEvents, failedBefore: null } }, warnings };
    },
    notify: async ({ event }) => tell(event),
  };
}

function recorded(activities: SimulatedActivities, tell: (name: string) => void): Record<string, VirtualActivity> {
  return Object.fromEntries(
    Object.entries(activities).map(([name, activity]): [string, VirtualActivity] => [
      name,
      (order, context) => {
        tell(name);
        // Each takes the order of its own name: the compiler has checked them one by one.
        return (activity as VirtualActivity)(order, context);
      },
    ]),
  );
}

function arrange(temporal: VirtualTemporal, run: VirtualRun, { atMs, signal, update, input, look }: Order): void {
  const { clock } = temporal.parts;
  const inputs = input === undefined ? [] : toPayloads([input]);
  const act = (): void => {
    if (run.ending !== undefined) return;
    if (signal !== undefined) temporal.signal(workflowId, signal, inputs);
    if (update !== undefined) run.update(update, inputs);
    if (look !== undefined) void temporal.atWork(async () => look(await sightOf(run)));
  };
  if (atMs === 0) act();
  else clock.in(atMs, act);
}

async function sightOf(run: VirtualRun): Promise<Sight> {
  const progress = await run.query('progress');
  const metadata = await run.query('__temporal_workflow_metadata');
  // The first is what ProgressBoard answers, the second the SDK's own WorkflowMetadata.
  return { progress: progress as BackupProgress, details: (metadata as { currentDetails: string }).currentDetails };
}

/** The instant of so many ms after the run's start. */
export const at = (ms: number): string => new Date(startMs + ms).toISOString();
/** And back. */
export const sinceStartOf = (instant: string): number => Date.parse(instant) - startMs;
export const clockAt = (ms: number): string => `${at(ms).slice(11, 19)}Z`;
