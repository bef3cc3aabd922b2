import path from 'node:path';
import { oracleConnectString } from './parts/oracle-part';
import { loopback } from './parts/part';
import { regionEndpoint } from './parts/region-part';
import { temporalAddress } from './parts/temporal-part';
import type { SandboxState } from './sandbox-state';

/** All that another client needs. The form is fixed: scripts read it. */
export interface SandboxStatus {
  readonly temporal: {
    readonly address: string;
    readonly ui: string;
    readonly namespace: string;
    /** The `temporal` program. */
    readonly cli: string;
  };
  readonly regions: readonly {
    readonly name: string;
    readonly endpoint: string;
    readonly region: string;
    readonly bucket: string;
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
  }[];
  /** The user that owns the data; the backup's own user is in the configuration. */
  readonly oracle: { readonly connectString: string; readonly user: string; readonly password: string };
  /** The configuration file, and the age identity that opens backups. */
  readonly config: string;
  readonly identity: string;
}

export const configFileName = 'redoubt.yaml';
export const identityFileName = 'identity.txt';

/** What the state says; parts that this sandbox was made without are empty. */
export function describeSandbox(state: SandboxState, directory: string, temporalCli: string): SandboxStatus {
  const { temporal, oracle } = state;
  return {
    temporal: {
      address: temporal === undefined ? '' : temporalAddress(temporal),
      ui: temporal === undefined ? '' : `http://${loopback}:${temporal.uiPort}`,
      namespace: temporal?.namespace ?? '',
      cli: temporalCli,
    },
    regions: state.regions.map((region) => ({
      name: region.name,
      endpoint: regionEndpoint(region),
      region: region.region,
      bucket: region.bucket,
      accessKeyId: region.accessKeyId,
      secretAccessKey: region.secretAccessKey,
    })),
    oracle: {
      connectString: oracle === undefined ? '' : oracleConnectString(oracle),
      user: 'SALES',
      password: oracle?.passwords['SALES'] ?? '',
    },
    config: path.join(directory, configFileName),
    identity: path.join(directory, identityFileName),
  };
}

/** `export NAME='value'` lines for a shell: `eval "$(redoubt sandbox status --env)"`. */
export function statusAsEnvironment(status: SandboxStatus): string {
  const variables = {
    TEMPORAL_ADDRESS: status.temporal.address,
    TEMPORAL_NAMESPACE: status.temporal.namespace,
    TEMPORAL_UI: status.temporal.ui,
    TEMPORAL_CLI: status.temporal.cli,
    ORACLE_CONNECT_STRING: status.oracle.connectString,
    ORACLE_USER: status.oracle.user,
    ORACLE_PASSWORD: status.oracle.password,
    REDOUBT_CONFIG: status.config,
    REDOUBT_IDENTITY: status.identity,
    ...Object.fromEntries(status.regions.flatMap((region) => regionVariables(region))),
  };
  return Object.entries(variables)
    .map(([name, value]) => `export ${name}='${value.replaceAll("'", "'\\''")}'`)
    .join('\n');
}

function regionVariables(region: SandboxStatus['regions'][number]): readonly (readonly [string, string])[] {
  const prefix = region.name.toUpperCase();
  return [
    [`${prefix}_ENDPOINT`, region.endpoint],
    [`${prefix}_REGION`, region.region],
    [`${prefix}_BUCKET`, region.bucket],
    [`${prefix}_ACCESS_KEY_ID`, region.accessKeyId],
    [`${prefix}_SECRET_ACCESS_KEY`, region.secretAccessKey],
  ];
}
