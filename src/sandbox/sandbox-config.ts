import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import { oracleConnectString } from './parts/oracle-part';
import { regionEndpoint } from './parts/region-part';
import { temporalAddress } from './parts/temporal-part';
import { sandboxKeys } from './sandbox-keys';
import { writePrivateFile, type SandboxState } from './sandbox-state';
import { configFileName } from './sandbox-status';

/** The directory object that the backup's user writes its dump files to. */
export const backupDirectoryName = 'REDOUBT_DIR';
export const backupUser = 'REDOUBT';

/**
 * Writes redoubt.yaml with one database, `sales`, the regions, and the files of keys and secrets that it refers to.
 * Keys that are there are kept: they open the backups that are there.
 */
export async function writeSandboxConfig(state: SandboxState, directory: string): Promise<void> {
  const keys = await sandboxKeys(directory);
  const secret = secretWriter(directory);
  const { temporal, oracle } = state;
  const config = {
    temporal: temporal && { address: temporalAddress(temporal), namespace: temporal.namespace },
    installation: 'sandbox',
    databases: oracle === undefined ? {} : { sales: salesDatabase(state, secret) },
    regions: Object.fromEntries(
      state.regions.map((region) => [
        region.name,
        {
          endpoint: regionEndpoint(region),
          region: region.region,
          bucket: region.bucket,
          jurisdiction: region.jurisdiction,
          pathStyle: true,
          ...(region.bandwidth === undefined ? {} : { bandwidth: region.bandwidth }),
          accessKeyId: secret(`${region.name}-access-key-id`, region.accessKeyId),
          secretAccessKey: secret(`${region.name}-secret-access-key`, region.secretAccessKey),
        },
      ]),
    ),
    encryption: { recipients: keys.recipients },
    signing: { key: { file: keys.signingKeyFile }, trusted: [keys.publicKey] },
  };
  const note = '# Written by `redoubt sandbox up`, and again at each start: copy it before you change it.\n';
  writePrivateFile(path.join(directory, configFileName), note + stringify(config, { lineWidth: 120 }));
}

type SecretWriter = (name: string, value: string) => { readonly file: string };

function salesDatabase(state: SandboxState, secret: SecretWriter): unknown {
  const { oracle, regions } = state;
  if (oracle === undefined) return undefined;
  return {
    connectString: oracleConnectString(oracle),
    user: backupUser,
    password: secret('sales-password', oracle.passwords[backupUser] ?? ''),
    jurisdictions: [...new Set(regions.map((region) => region.jurisdiction))],
    export: { method: 'datapump', mode: 'schema', schemas: ['SALES'], directory: backupDirectoryName, parallel: 2 },
    copies: { regions: regions.map((region) => region.name), minCopies: Math.min(2, regions.length) },
  };
}

function secretWriter(directory: string): SecretWriter {
  const folder = path.join(directory, 'secrets');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return (name, value) => {
    const file = path.join(folder, name);
    writePrivateFile(file, `${value}\n`);
    return { file };
  };
}
