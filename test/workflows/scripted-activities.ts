import type { Sighting } from '../../activities/admission';
import type { FillWish } from '../../activities/commit';
import type { RestoredBackup } from '../../activities/restore';
import type { AccelerationReport } from '../../src/domain/acceleration';
import type { Asking, FoundTurn, Turn } from '../../src/domain/admission/asking';
import type { Place } from '../../src/domain/admission/place';
import type { BackupPlan } from '../../src/domain/backup-plan';
import type { MonitorFindings } from '../../src/domain/bottleneck';
import type { LiveFigures } from '../../src/domain/backup-progress';
import { nothingPast, type PastRates } from '../../src/domain/forecast';
import type { CompletedExport, ExportOutcome } from '../../src/domain/completed-export';
import type { BatchDone, BatchOrder } from '../../src/domain/copy-work';
import type { Holder } from '../../src/domain/keeper';
import type { Notice } from '../../src/domain/notice';
import type { DatabaseFacts } from '../../src/domain/database-facts';
import type { WatchEnd } from '../../src/domain/monitor-news';
import { untilStopped } from './until-stopped';
import { searchAttributes } from '../../src/domain/search-attributes';
import type { WorkersSet } from '../../src/oracle/set-export-workers';
import type { FileObject, Manifest, RegionCopy } from '../../src/domain/manifest';

const mib = 2 ** 20;

export const facts: DatabaseFacts = {
  name: 'ORCL',
  uniqueName: 'ORCL',
  dbid: '1',
  pdb: null,
  version: '19.19.0.0.0',
  edition: 'EE',
  options: [],
  platform: null,
  role: 'PRIMARY',
  openMode: 'READ WRITE',
  logMode: null,
  characterSet: 'AL32UTF8',
  nationalCharacterSet: 'AL16UTF16',
  timeZoneFileVersion: 32,
  compatible: null,
  clustered: false,
  dataGuard: null,
  encryptedTablespaces: [],
  encryptedColumns: 0,
  compressedTables: null,
  estimatedBytes: null,
  undoRetentionS: 900,
  directory: 'REDOUBT_DIR',
  directoryPath: null,
};

const plan: Omit<BackupPlan, 'backupId' | 'startedAt' | 'database'> = {
  installation: 'test',
  tag: 'TEST',
  searchAttributes: Object.values(searchAttributes),
  export: { method: 'datapump', scope: { mode: 'schema', schemas: ['SALES'] }, directory: 'REDOUBT_DIR', parallel: 2 },
  copies: {
    regions: ['london', 'frankfurt', 'stockholm'].map((name) => ({ name, jurisdiction: 'EU' })),
    minCopies: 2,
    partBytes: 32 * mib,
    compressionLevel: 1,
    recipients: ['age1test'],
  },
  acceleration: 'socket',
  maxDurationMs: 3600_000,
};

export const exported: ExportOutcome & Omit<CompletedExport, 'attempts'> = {
  kind: 'completed',
  scn: '5000123',
  jobName: 'RDBT_TEST_1',
  dumpTemplate: 'rdbt_test_1_%L.dmp',
  files: [
    { name: 'rdbt_test_1_01.dmp', sizeBytes: 600 * mib },
    { name: 'rdbt_test_1_02.dmp', sizeBytes: 100 * mib },
  ],
  log: { name: 'rdbt_test_1.log', sizeBytes: 2000 },
  bytes: 700 * mib,
  completedAt: '2026-11-23T08:15:00.000Z',
  warnings: [],
};

const digest = 'ab'.repeat(32);

/** Answers a copy order as if every part had been stored everywhere. */
export function batchDone({ plan: { copies }, file, span }: BatchOrder, end = span.end): BatchDone {
  const bytes = Math.min(file.sizeBytes, end * copies.partBytes) - span.first * copies.partBytes;
  const index = { firstPart: span.first, parts: end - span.first, key: `index/${span.first}`, sha256: digest, size: 1 };
  return { index, bytes, sealedBytes: bytes, missing: {} };
}

export const allWhole = (order: { plan: BackupPlan }): RegionCopy[] =>
  order.plan.copies.regions.map(({ name, jurisdiction }) => ({
    region: name,
    jurisdiction,
    state: 'whole',
    missingParts: 0,
  }));

/** What a monitor found that saw one region's line full for most of the time. */
export const findings: MonitorFindings = {
  host: 'a',
  seconds: 60,
  activeSeconds: 50,
  shares: [
    { bottleneck: 'link', region: 'stockholm', share: 0.8 },
    { bottleneck: 'none', share: 0.2 },
  ],
  main: { bottleneck: 'link', region: 'stockholm', evidence: 'round trip 160 ms, 80 ms at best', advice: 'Wait.' },
  unavailable: [],
  series: { key: `manifests/series-${digest}`, sha256: digest, sizeBytes: 1000, samples: 60 },
};

const accelerated = (region: string): AccelerationReport['regions'][number] => ({
  region,
  congestionControl: 'bbr',
  fastOpen: { used: 1, connections: 2 },
  reasons: [],
  connections: 2,
  limitBytesPerSecond: null,
  proxied: false,
});

/** Of an activity that answers the same to every order, and whose replacement in a test may not. */
type Answer<Order, Result> = (order: Order) => Promise<Result>;

const inspectDatabase: Answer<
  { plan: BackupPlan },
  { facts: DatabaseFacts; warnings: string[]; parallel: number }
> = async () => ({ facts, warnings: [], parallel: 2 });

const askForTurn: Answer<Asking, Place> = async () => ({
  isGranted: true,
  before: null,
  waiting: 0,
  running: 1,
  atOnce: 4,
  trouble: null,
});

const lookAround: Answer<{ held: readonly Turn[] }, Sighting> = async () => ({
  answeredBy: { host: 'a', lanes: 4, backupsAtOnce: null },
  hosts: null,
  trouble: null,
  gone: [],
});

/**
 * Activities that answer at once, each of which a test may replace: what is under test is the workflows' control flow.
 * Whole backups with the real ones are in test/backup/.
 */
export function scriptedActivities(calls: string[]) {
  const runExport: Answer<{ plan: BackupPlan }, ExportOutcome> = async () => {
    calls.push('export');
    return exported;
  };
  return {
    planBackup: async (request: { database: string; backupId: string; startedAt: string }) => {
      calls.push('plan');
      return { plan: { ...plan, ...request }, warnings: [] as readonly string[] };
    },
    sweepDatabase: async () => ({ removed: [], warnings: [] }),
    checkRegions: async () => ({ warnings: [] as string[], previousBackupId: null }),
    inspectDatabase,
    cleanUpDatabase: async ({ backupId }: { backupId: string }) => {
      calls.push(`clean up ${backupId}`);
      return [`job of ${backupId}`];
    },
    askForTurn,
    findTurns: async (): Promise<readonly FoundTurn[]> => [],
    lookAround,
    notify: async ({ event, database }: Notice): Promise<void> => void calls.push(`tell ${event} of ${database}`),
    notifyOfLostRun: async ({ database }: Holder): Promise<void> => void calls.push(`tell of lost ${database}`),
    readPastRates: async (): Promise<PastRates> => nothingPast,
    readProgress: async (): Promise<LiveFigures> => ({ bytesDone: 0, bytesPerSecond: null, exportPercent: null }),
    watchBackup: async (order: { plan: BackupPlan }): Promise<WatchEnd> => {
      await untilStopped();
      calls.push(`watched ${order.plan.database}`);
      return { findings: { ...findings, series: null } };
    },
    closeWatch: async (): Promise<WatchEnd> => ({ findings }),
    accelerate: async ({ plan }: { plan: BackupPlan }): Promise<AccelerationReport> => ({
      host: 'a',
      scope: plan.acceleration,
      unavailable: null,
      regions: plan.copies.regions.map(({ name }) => accelerated(name)),
      hostChanges: [],
      gains: [],
    }),
    releaseAcceleration: async ({ backupId }: { backupId: string }) => {
      calls.push(`restore the host's settings after ${backupId}`);
      return { changes: [] as string[], unavailable: [] as string[] };
    },
    runExport,
    setExportWorkers: async ({ workers }: { workers: number }): Promise<WorkersSet> => {
      calls.push(`${workers} workers`);
      return { kind: 'set' };
    },
    pauseExport: async () => void calls.push('pause export'),
    copyBatch: async (order: BatchOrder): Promise<BatchDone> => {
      calls.push(`copy ${order.file.fileNumber}:${order.span.first}-${order.span.end}`);
      return batchDone(order);
    },
    storeFileObject: async ({ fileObject }: { fileObject: FileObject }) => {
      calls.push(`file ${fileObject.fileNumber}: ${fileObject.parts} parts`);
      return { key: `files/${fileObject.fileNumber}`, sha256: digest };
    },
    inspectCopies: async (order: { plan: BackupPlan }): Promise<RegionCopy[]> => allWhole(order),
    fillCopies: async (_order: FillWish) => ({ whole: 0 }),
    signManifest: async ({ manifest }: { manifest: Manifest }) => {
      calls.push(`sign ${manifest.files.length} files`);
      return { sha256: digest, signature: 'signature' };
    },
    putManifest: async ({ region }: { region: string }) => {
      calls.push(`manifest ${region}`);
      return { stored: true };
    },
    repairCopies: async () => ({ copies: [] as RegionCopy[] }),
    chooseBackup: async () => '20261123T081500Z-3f2a9c',
    restoreFiles: async ({ backupId, to }: { backupId: string; to: string }): Promise<RestoredBackup> => ({
      backupId,
      scn: '5000123',
      to,
      regionsUsed: ['london'],
      problems: [],
      warnings: [],
      files: exported.files.map(({ name, sizeBytes }) => ({ name, sizeBytes, path: `${to}/${name}`, sha256: digest })),
    }),
  };
}

export type ScriptedActivities = ReturnType<typeof scriptedActivities>;
