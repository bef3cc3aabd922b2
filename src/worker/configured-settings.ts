import { readFileSync } from 'node:fs';
import type { Settings } from '../../activities/settings';
import type { Config, DatabaseConfig } from '../config/schema';
import { databaseTarget, findDatabase } from '../config/database-target';
import type { Environment } from '../config/config-file';
import { installationTag } from '../config/installation-tag';
import { regionSettings } from '../config/region-settings';
import type { DatabaseTarget } from '../domain/database-target';
import { isoDurationMs } from '../domain/iso-duration';
import { regionsOutside } from '../domain/jurisdiction';
import { partBytesOf } from '../domain/part-ranges';
import { sampledLevels } from '../domain/seal-sample';
import { BackupError } from '../errors';
import { openDatabaseLines, type DatabaseLines } from '../transport/database-lines';
import type { RegionLine } from '../transport/region-line';
import type { Region } from '../vault/region/region';
import { openRegion } from '../vault/region/s3-region';
import { RegionLines } from './region-lines';

export interface ConfiguredSettings extends Settings {
  /** The lines to regions that were opened in this process, by the region's name. */
  readonly lines: ReadonlyMap<string, RegionLine>;
  /** The sockets to databases. */
  readonly databaseLines: DatabaseLines;
  /** Closes the regions' connections. */
  close(): void;
}

/** The configuration as activities ask for it; secrets are looked up when they are needed, regions opened once. */
export function configuredSettings(config: Config, env: Environment): ConfiguredSettings {
  const tag = installationTag(config, env);
  const opened = new Map<string, Region>();
  const lines = new RegionLines(config, env);
  const databaseLines = openDatabaseLines({ scope: config.acceleration.scope });
  const watchConnect: DatabaseTarget['watchConnect'] = (database, connect) => databaseLines.watch(database, connect);

  const region = (database: string, name: string): Region => {
    checkJurisdiction(config, database, name);
    const known = opened.get(name);
    if (known !== undefined) return known;
    const settings = regionSettings(config, name, env);
    const line = lines.of(name);
    const region = openRegion(settings, {
      httpAgent: (connections) => line.httpAgent(connections),
      httpsAgent: (connections) => line.httpsAgent(connections),
    });
    opened.set(name, region);
    return region;
  };
  return {
    tag,
    region,
    regions: (database) => findDatabase(config, database).copies.regions.map((name) => region(database, name)),
    regionsOf: ({ database, copies }) => copies.regions.map(({ name }) => region(database, name)),
    databases: () => Object.keys(config.databases),
    target: (database) => ({ ...databaseTarget(config, database, env), watchConnect }),
    planOf: (database) => planOf(config, database, tag),
    signingKeyFile: config.signing.key.file,
    trustedKeys: config.signing.trusted ?? ownPublicKey(config.signing.key.file),
    liftLimits: ({ copies }) => lines.lift(copies.regions.map(({ name }) => name)),
    lines: lines.opened,
    databaseLines,
    close: () => {
      for (const each of opened.values()) each.close();
      opened.clear();
      lines.close();
      databaseLines.close();
    },
  };
}

function planOf(config: Config, name: string, tag: string): ReturnType<Settings['planOf']> {
  const database = findDatabase(config, name);
  if (config.encryption.recipients.length === 0) {
    throw new BackupError('NO_RECIPIENT', 'encryption.recipients is empty: nobody could open the backup');
  }
  const { method, directory, parallel, localPath, fileSize, ...scope } = database.export;
  return {
    database: name,
    installation: config.installation ?? tag.toLowerCase(),
    tag,
    export: {
      method,
      scope,
      directory,
      parallel,
      ...(localPath === undefined ? {} : { localPath }),
      fileSize,
    },
    copies: {
      regions: database.copies.regions.map((each) => ({ name: each, jurisdiction: jurisdictionOf(config, each) })),
      minCopies: database.copies.minCopies,
      partBytes: partBytesOf(database.copies.partSize),
      compressionLevel: config.compressionLevel,
      sampledLevels,
      recipients: config.encryption.recipients,
    },
    acceleration: config.acceleration.scope,
    ...(config.notifications === undefined
      ? {}
      : { notifications: { events: config.notifications.webhook.events, failedBefore: null } }),
    ...(database.deadline === undefined ? {} : { deadline: database.deadline }),
    maxDurationMs: durationOf(database),
  };
}

function durationOf({ maxDuration }: DatabaseConfig): number {
  const durationMs = isoDurationMs(maxDuration);
  if (durationMs === undefined)
    throw new BackupError('CONFIG_INVALID', `maxDuration "${maxDuration}" has no fixed length`);
  return durationMs;
}

function jurisdictionOf(config: Config, region: string): string {
  const found = config.regions[region];
  if (found === undefined)
    throw new BackupError('UNKNOWN_REGION', `there is no region "${region}" in the configuration`);
  return found.jurisdiction;
}

/** Refused when the configuration is read, and again here, before anything is written. */
function checkJurisdiction(config: Config, database: string, region: string): void {
  const { jurisdictions } = findDatabase(config, database);
  const [outside] = regionsOutside(jurisdictions, [{ name: region, jurisdiction: jurisdictionOf(config, region) }]);
  if (outside === undefined) return;
  throw new BackupError(
    'JURISDICTION_REFUSED',
    `copies of ${database} may lie in ${jurisdictions?.join(', ') ?? ''} only; region ${region} is in ${outside.jurisdiction}`,
  );
}

function ownPublicKey(signingKeyFile: string): readonly string[] {
  try {
    return [readFileSync(`${signingKeyFile}.pub`, 'utf8').trim()];
  } catch {
    // A restore host has no signing key: what it trusts stands in signing.trusted, or is said to be unknown.
    return [];
  }
}
