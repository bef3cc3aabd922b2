import type { Manifest, ManifestFile } from '../../src/domain/manifest';
import type { Region } from '../../src/vault/region/region';
import { startOfBackup } from '../../src/domain/backup-id';

/** A manifest as a run would write it; what matters to a test is given, the rest is made up. */
export function exampleManifest(given: {
  readonly backupId: string;
  readonly files: readonly ManifestFile[];
  readonly recipients: readonly string[];
  readonly regions: readonly Region[];
}): Manifest {
  const { backupId, files } = given;
  const startedAt = startOfBackup(backupId);
  const later = (minutes: number): string => new Date(startedAt.getTime() + minutes * 60_000).toISOString();
  const sum = (of: (file: ManifestFile) => number): number => files.reduce((total, file) => total + of(file), 0);
  return {
    format: 'redoubt-backup',
    version: 1,
    backupId,
    database: 'sales',
    installation: 'test',
    startedAt: startedAt.toISOString(),
    signedAt: later(20),
    createdBy: 'redoubt-backup 0.1.0',
    export: {
      method: 'datapump',
      scope: { mode: 'schema', schemas: ['SALES'] },
      scn: '2318731',
      jobName: 'RDBT_TEST_20261123T081500Z_3F2A9C_1',
      dumpTemplate: 'RDBT_TEST_20261123T081500Z_3F2A9C_1_%U.dmp',
      attempts: 1,
      completedAt: later(10),
    },
    facts: {
      name: 'FREE',
      uniqueName: 'FREE',
      dbid: '1428912765',
      pdb: 'FREEPDB1',
      version: '23.26.0.0.0',
      edition: 'Free',
      options: [],
      platform: 'Linux x86 64-bit',
      role: 'PRIMARY',
      openMode: 'READ WRITE',
      logMode: 'NOARCHIVELOG',
      characterSet: 'AL32UTF8',
      nationalCharacterSet: 'AL16UTF16',
      timeZoneFileVersion: 44,
      compatible: '23.6.0',
      clustered: false,
      dataGuard: null,
      encryptedTablespaces: [],
      encryptedColumns: 0,
      compressedTables: 0,
      estimatedBytes: 1_000_000,
      undoRetentionS: 900,
      directory: 'REDOUBT_DIR',
      directoryPath: '/opt/oracle/redoubt',
    },
    files: [...files],
    totals: {
      files: files.length,
      parts: sum(({ parts }) => parts),
      bytes: sum(({ size }) => size),
      sealedBytes: sum(({ sealedSize }) => sealedSize),
    },
    encryption: { scheme: 'age', recipients: [...given.recipients] },
    compression: { scheme: 'zstd', level: 1 },
    copies: given.regions.map(({ settings: { name, jurisdiction } }) => ({
      region: name,
      jurisdiction,
      state: 'whole',
      missingParts: 0,
    })),
    minCopies: 1,
    phases: [
      {
        name: 'export',
        startedAt: startedAt.toISOString(),
        durationMs: 600_000,
        bytes: 1_000_000,
        bytesPerSecond: 1667,
      },
    ],
    warnings: [],
    previousBackupId: null,
    monitor: null,
    pace: null,
  };
}
