import type { Config } from '../config/schema';
import { BackupError } from '../errors';
import type { Region } from '../vault/region/region';
import { configuredSettings } from '../worker/configured-settings';
import { findDatabase } from '../config/database-target';
import type { CliIo } from './cli-io';

/** A database's regions as far as this host can open them. */
export interface VaultAccess {
  readonly regions: readonly Region[];
  readonly trusted: readonly string[];
  /** Regions whose secrets are not on this host, and why; one region is enough. */
  readonly unopened: readonly { readonly region: string; readonly message: string }[];
}

export interface VaultQuestion {
  readonly database: string;
  /** This region alone. */
  readonly region?: string;
}

/**
 * Runs work on the regions of a database, and closes them.
 * @throws BackupError UNKNOWN_DATABASE, UNKNOWN_REGION; SECRET_MISSING where no region could be opened.
 */
export async function withVault<T>(
  config: Config,
  { database, region }: VaultQuestion,
  { env }: CliIo,
  work: (access: VaultAccess) => Promise<T>,
): Promise<T> {
  const settings = configuredSettings(config, env);
  const names = region === undefined ? findDatabase(config, database).copies.regions : [region];
  const opened = names.map((name) => openOrExplain(name, () => settings.region(database, name)));
  const failed = opened.filter((each) => each instanceof Unopened);
  if (failed[0] !== undefined && failed.length === opened.length) throw failed[0].error;
  try {
    return await work({
      regions: opened.filter((each): each is Region => !(each instanceof Unopened)),
      trusted: settings.trustedKeys,
      unopened: failed.map(({ region: name, error }) => ({ region: name, message: error.message })),
    });
  } finally {
    settings.close();
  }
}

class Unopened {
  constructor(
    readonly region: string,
    readonly error: BackupError,
  ) {}
}

function openOrExplain(region: string, open: () => Region): Region | Unopened {
  try {
    return open();
  } catch (error) {
    if (error instanceof BackupError && error.code === 'SECRET_MISSING') return new Unopened(region, error);
    throw error;
  }
}
