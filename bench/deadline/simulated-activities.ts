import type { BackupPlan } from '../../src/domain/backup-plan';
import {
  untoldQueryName,
  type BatchDone,
  type BatchOrder,
  type CopyNews,
  type MissingByRegion,
} from '../../src/domain/copy-work';
import { keeperId, type KeeperResult } from '../../src/domain/keeper';
import type { RegionCopy } from '../../src/domain/manifest';
import type { MonitorNews } from '../../src/domain/monitor-news';
import { defaultPartSize, partBytesOf } from '../../src/domain/part-ranges';
import { pastRates } from '../../src/domain/past-rates';
import type { SealSample } from '../../src/domain/seal-sample';
import { searchAttributes } from '../../src/domain/search-attributes';
import type { redoubtActivities } from '../../src/worker/redoubt-activities';
import { exported, facts, findings } from '../../test/workflows/scripted-activities';
import { addUp } from '../../activities/live-figures';
import { CopyPath } from './copy-path';
import { ExportPath } from './export-path';
import { levers, nightLevels, sealedShareOf, sealSpeedOf } from './levers';
import { factorAt, type Night } from './night';
import type { VirtualClock } from './virtual-clock';
import { fromPayload, toPayloads, type ActivityContext } from './virtual-temporal';

type RealActivities = ReturnType<typeof redoubtActivities>;

/** Each of the real activities, in virtual time: the compiler names the one that is missing, or answers something else. */
export type SimulatedActivities = {
  readonly [Name in keyof RealActivities]: (
    order: Parameters<RealActivities[Name]>[0],
    context: ActivityContext,
  ) => Promise<Awaited<ReturnType<RealActivities[Name]>>>;
};

const digest = 'ab'.repeat(32);
const lane = { host: 'a', taskQueue: 'redoubt@a' };

/** How often the monitor looks; what it sees twice in a row is news. */
const looksEveryMs = 30_000;

/** The activities of one night. */
export function simulatedActivities(night: Night, clock: VirtualClock): SimulatedActivities {
  const { overheads } = night;
  const startMs = clock.nowMs;
  const exporting = new ExportPath(night, clock);
  const copying = new CopyPath(night, clock);
  /** Parts that each region lacks. */
  const lacks = new Map<string, number>(night.regions.map(({ name }) => [name, 0]));
  const isDown = (name: string): boolean =>
    factorAt(night.regions.find((region) => region.name === name)?.spells ?? [], clock.nowMs - startMs) === 0;
  const stateOf = ({ name, jurisdiction }: BackupPlan['copies']['regions'][number]): RegionCopy => {
    const missingParts = Math.round(lacks.get(name) ?? 0);
    const state = isDown(name) ? 'unavailable' : missingParts > 0 ? 'incomplete' : 'whole';
    return { region: name, jurisdiction, state, missingParts };
  };

  return {
    planBackup: async ({ database, backupId, startedAt }) => ({
      plan: planOf(night, { database, backupId, startedAt }),
      warnings: [],
    }),
    sweepDatabase: async () => ({ removed: [], warnings: [] }),
    checkRegions: async () => {
      await clock.sleep(overheads.regionsMs);
      return { warnings: [], previousBackupId: null };
    },
    inspectDatabase: async () => {
      await clock.sleep(overheads.inspectMs);
      // The undo is not in the model: a run that hurried for it would be steady in name only.
      const tonight = { ...facts, estimatedBytes: night.estimatedBytes, undoRetentionS: null };
      return { facts: tonight, warnings: [], parallel: night.fileCount };
    },
    cleanUpDatabase: async () => {
      await clock.sleep(overheads.cleanUpMs);
      return [];
    },
    // One database a night: nobody is before it.
    askForTurn: async () => ({ isGranted: true, before: null, waiting: 0, running: 1, atOnce: 1, trouble: null }),
    lookAround: async () => {
      throw new Error('a night has no admission');
    },
    findTurns: async () => [],
    readPastRates: async () => pastRates(night.past),
    readProgress: async ({ workflowId }, { temporal }) => {
      const files = Array.from({ length: night.fileCount + 1 }, (_, i) => `${workflowId}/file-${i + 1}`);
      const untold = await temporal.ask(files, untoldQueryName);
      // The real reader of heartbeats and answers: a file's run answers as copyFile does.
      return {
        ...addUp(
          copying.inFlight.map((details) => ({ type: 'copyBatch', details: { ...details, bytesDone: details.bytes } })),
          untold as readonly CopyNews[],
        ),
        exportPercent: exporting.percent,
        sample: copying.speed === null ? null : sampleOf(night),
      };
    },
    pickHost: async () => lane,
    claimHost: async () => lane,
    watchBackup: async (_, context) => {
      const host = hostOf(context);
      await watch(host, copying, context);
      return { findings: { ...findings, host, series: null } };
    },
    closeWatch: async (_, context) => ({ findings: { ...findings, host: hostOf(context) } }),
    accelerate: async ({ plan }) => {
      await clock.sleep(overheads.accelerateMs);
      return { host: 'a', scope: plan.acceleration, unavailable: null, regions: [], hostChanges: [], gains: [] };
    },
    releaseAcceleration: async () => ({ changes: [], unavailable: [] }),
    runExport: async (_, { signal }) => {
      const isDone = await exporting.run(signal);
      return isDone ? { ...exported, bytes: night.dumpBytes, files: filesOf(night) } : { kind: 'stopped' };
    },
    // The export of a night is as fast as its database, with however many workers.
    setExportWorkers: async () => ({ kind: 'set' }),
    pauseExport: async () => clock.sleep(overheads.stopExportMs),
    copyBatch: async (order, { signal }) => {
      const done = await copying.copy(order, signal);
      for (const [region, parts] of done.missed) lacks.set(region, (lacks.get(region) ?? 0) + parts);
      return batchOf(order, done);
    },
    storeFileObject: async ({ fileObject }) => ({ key: `files/${fileObject.fileNumber}`, sha256: digest }),
    inspectCopies: async ({ plan }) => {
      await clock.sleep(overheads.listMs);
      return plan.copies.regions.map(stateOf);
    },
    fillCopies: async ({ plan, regions, tuning }, { signal }) => {
      const filled = await Promise.all(
        regions.map(async (region) => {
          const { partBytes } = plan.copies;
          const lackedBytes = (lacks.get(region) ?? 0) * partBytes;
          const leftBytes = await copying.fill(region, lackedBytes, tuning ?? levers.steady, signal);
          // What has arrived stays.
          lacks.set(region, Math.ceil(leftBytes / partBytes));
          return leftBytes === 0;
        }),
      );
      return { whole: filled.filter(Boolean).length };
    },
    signManifest: async () => {
      await clock.sleep(overheads.manifestMs);
      return { sha256: digest, signature: 'signature', publicKey: 'key' };
    },
    putManifest: async ({ region }) => {
      await clock.sleep(overheads.manifestMs);
      return { stored: !isDown(region) };
    },
    notify: async () => undefined,
    notifyOfLostRun: async () => undefined,
    // After the night: nobody waits for it.
    repairCopies: async ({ database }) => {
      await clock.sleep(longAfterMs);
      throw new Error(`the repair of ${database} is no part of a night`);
    },
    evictKeeper: async ({ database }) => {
      throw new Error(`${database} is held by nobody else in a night`);
    },
    releaseKeeper: ({ holder, clean }, { temporal }) =>
      new Promise((resolve, reject) => {
        const keeper = temporal.open(keeperId(holder.database));
        if (keeper === undefined) return reject(new Error('the keeper is gone'));
        keeper.onEnd = (ending) =>
          ending.kind === 'completed'
            ? // The keeper's result is what keepDatabase returns.
              resolve(fromPayload(ending.result) as KeeperResult)
            : reject(new Error(`the keeper ${ending.kind}`));
        temporal.signal(keeperId(holder.database), 'release', toPayloads([{ clean }]));
      }),
  };
}

const longAfterMs = 365 * 24 * 3600_000;

/** Whose lane it is called on. */
const hostOf = ({ taskQueue }: ActivityContext): string => taskQueue.replace('redoubt@', '');

/** Tells the backup what holds it back, as the real monitor does: what has lasted, and only what is new. */
async function watch(
  host: string,
  copying: CopyPath,
  { clock, signal, temporal, workflowId }: ActivityContext,
): Promise<void> {
  let told = '';
  let seen = '';
  while (!signal.aborted) {
    await clock.sleep(looksEveryMs, signal);
    if (copying.speed === null) continue;
    const { bottleneck, slowest: region } = copying.speed;
    const now = `${bottleneck} ${region ?? ''}`;
    if (now === seen && now !== told) {
      told = now;
      const verdict = {
        bottleneck,
        ...(region === undefined ? {} : { region }),
        evidence: 'simulated',
        advice: 'none',
      };
      const news: MonitorNews = { host, verdict, unavailable: [] };
      temporal.signal(workflowId, 'monitor', toPayloads([news]));
    }
    seen = now;
  }
}

/** What a batch finds out of the night's data. */
const sampleOf = (night: Night): SealSample => ({
  threads: 1,
  levels: nightLevels.map((level) => ({
    level,
    ratio: night.sealedRatio * sealedShareOf(night, level),
    bytesPerSecond: night.sealRate * sealSpeedOf(night, level),
  })),
});

type PlanRequest = Pick<BackupPlan, 'database' | 'backupId' | 'startedAt'>;

const planOf = (night: Night, request: PlanRequest): BackupPlan => ({
  ...request,
  installation: 'nights',
  tag: 'NIGHTS',
  searchAttributes: Object.values(searchAttributes),
  export: {
    method: 'datapump',
    scope: { mode: 'schema', schemas: ['SALES'] },
    directory: 'REDOUBT_DIR',
    parallel: night.fileCount,
  },
  copies: {
    regions: night.regions.map(({ name }) => ({ name, jurisdiction: 'EU' })),
    minCopies: night.minCopies,
    partBytes: partBytesOf(defaultPartSize),
    compressionLevel: 1,
    sampledLevels: nightLevels,
    recipients: ['age1nights'],
  },
  acceleration: 'socket',
  maxDurationMs: 7 * 24 * 3600_000,
});

function filesOf({ dumpBytes, fileCount }: Night): { readonly name: string; readonly sizeBytes: number }[] {
  const each = Math.floor(dumpBytes / fileCount);
  return Array.from({ length: fileCount }, (_, i) => ({
    name: `night_${i + 1}.dmp`,
    sizeBytes: i === 0 ? dumpBytes - each * (fileCount - 1) : each,
  }));
}

function batchOf({ span }: BatchOrder, { parts, bytes, missed }: Awaited<ReturnType<CopyPath['copy']>>): BatchDone {
  if (parts === 0) return { bytes: 0, sealedBytes: 0, missing: {} };
  const missing: MissingByRegion = Object.fromEntries(
    [...missed].map(([region, some]) => [region, { parts: Math.round(some), reason: 'slow, or down' }]),
  );
  const index = { firstPart: span.first, parts, key: `index/${span.first}`, sha256: digest, size: 1 };
  return { index, bytes, sealedBytes: bytes, missing };
}
