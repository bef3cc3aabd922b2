import type { BackupPlan } from '../../src/domain/backup-plan';

/** A plan of an export of SALES, as `prepare` makes it. */
export function exportPlan(directory: string, change: Partial<BackupPlan['export']> = {}): BackupPlan {
  return {
    backupId: '20261123T081500Z-3f2a9c',
    database: 'sales',
    installation: 'test',
    tag: 'TEST',
    startedAt: '2026-11-23T08:15:00.000Z',
    export: { method: 'datapump', scope: { mode: 'schema', schemas: ['SALES'] }, directory, parallel: 1, ...change },
    copies: { regions: [], minCopies: 1, partBytes: 1, compressionLevel: 1, recipients: [] },
    acceleration: 'socket',
    maxDurationMs: 3_600_000,
    searchAttributes: [],
  };
}
