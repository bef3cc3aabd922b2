import type { ExportOutcome } from '../../src/domain/completed-export';
import type { PastRates } from '../../src/domain/forecast';
import { facts, type ScriptedActivities } from './scripted-activities';
import { untilStopped } from './until-stopped';

/** An export that goes on until it is stopped. */
export const longExport = async (): Promise<ExportOutcome> => {
  await untilStopped();
  return { kind: 'stopped' };
};

/** Backups before this one took an hour for each of export and copy. */
const rate = { slow: 9e5, likely: 1e6, fast: 1.1e6 };
export const slowBefore: Partial<ScriptedActivities> = {
  readPastRates: async (): Promise<PastRates> => ({
    exportRate: rate,
    copyRate: rate,
    overheadMs: 5000,
    dumpRatio: { slow: 1, likely: 1, fast: 1 },
  }),
  inspectDatabase: async () => ({ facts: { ...facts, estimatedBytes: 3_600_000_000 }, warnings: [], parallel: 2 }),
};
