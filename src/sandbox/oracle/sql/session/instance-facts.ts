import type { PlayedVersion } from '../../engine';
import type { SqliteDatabase } from '../../storage/sqlite-database';

/** When this process began to play the instance. */
const startedAtMs = Date.now();

interface Release {
  readonly major: number;
  readonly version: string;
  readonly versionFull: string;
  readonly compatible: string;
  readonly banner: string;
}

const releases: Readonly<Record<PlayedVersion, Release>> = {
  '12.2': {
    major: 12,
    version: '12.2.0.1.0',
    versionFull: '12.2.0.1.0',
    compatible: '12.2.0',
    banner: 'Oracle Database 12c %e Release 12.2.0.1.0 - 64bit Production',
  },
  '19c': {
    major: 19,
    version: '19.0.0.0.0',
    versionFull: '19.21.0.0.0',
    compatible: '19.0.0',
    banner: 'Oracle Database 19c %e Release 19.0.0.0.0 - Production',
  },
  '23ai': {
    major: 23,
    version: '23.0.0.0.0',
    versionFull: '23.5.0.24.07',
    compatible: '23.6.0',
    banner: 'Oracle Database 23ai %e Release 23.0.0.0.0 - Production',
  },
};

const editions = { EE: 'Enterprise Edition', SE2: 'Standard Edition 2', FREE: 'Free' } as const;

/** What the settings do not say but views show. */
export function instanceFacts({ settings, clock }: SqliteDatabase): Release & {
  readonly edition: string;
  readonly instanceName: string;
  readonly uniqueName: string;
  readonly pdbName: string;
  readonly startedAtMs: number;
  readonly createdAtMs: number;
  readonly databaseId: string;
} {
  const release = releases[settings.version];
  const edition = editions[settings.edition];
  const standby = settings.role === 'PRIMARY' ? '' : '_STBY';
  return {
    ...release,
    edition,
    banner: release.banner.replace('%e', edition),
    instanceName: `${settings.databaseName.toLowerCase()}${settings.clustered ? '1' : ''}`,
    uniqueName: `${settings.databaseName}${standby}`,
    pdbName: settings.serviceName.toUpperCase().split('.')[0] ?? settings.databaseName,
    startedAtMs,
    createdAtMs: clock.bornAtMs,
    databaseId: '1650507775',
  };
}
