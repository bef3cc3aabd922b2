import { randomBytes } from 'node:crypto';
import type { PlayedVersion } from './oracle/engine';
import type { SandboxProtocol } from './oracle/process-settings';
import { freePorts } from './processes/free-port';
import { sandboxRegions } from './sandbox-regions';
import type { OracleState, SandboxState } from './sandbox-state';

export const partKinds = ['temporal', 'regions', 'oracle'] as const;
export type PartKind = (typeof partKinds)[number];

/** What SALES holds: a folder of CSV files, so many bytes of made-up rows, or of noise. */
export type SandboxData = OracleState['data'];

export interface NewSandboxOptions {
  /** Default: all. */
  readonly parts?: readonly PartKind[];
  /** Default: 256 MiB of the demo's rows. */
  readonly data?: SandboxData;
  /** Each region's limit in the configuration, such as `80Mbit/s`. Default: none. */
  readonly bandwidth?: string;
  /** Which Oracle the stand-in plays. */
  readonly version?: PlayedVersion;
  /** Default: what that version speaks. */
  readonly protocol?: SandboxProtocol;
}

const defaultDemoBytes = 256 * 1024 * 1024;

/** A sandbox that does not run yet: free ports, and secrets that nobody knows. */
export async function newSandboxState(options: NewSandboxOptions): Promise<SandboxState> {
  const kinds = new Set(options.parts ?? partKinds);
  const ports = [...(await freePorts(4 + sandboxRegions.length))];
  const nextPort = (): number => ports.shift() ?? 0;
  return {
    version: 1,
    createdAt: new Date().toISOString(),
    ...(kinds.has('temporal') ? { temporal: { port: nextPort(), uiPort: nextPort(), namespace: 'default' } } : {}),
    regions: kinds.has('regions')
      ? sandboxRegions.map((region) => ({
          ...region,
          bucket: 'redoubt',
          port: nextPort(),
          accessKeyId: `RDBT${randomBytes(8).toString('hex').toUpperCase()}`,
          secretAccessKey: randomBytes(20).toString('hex'),
          ...(options.bandwidth === undefined ? {} : { bandwidth: options.bandwidth }),
        }))
      : [],
    ...(kinds.has('oracle') ? { oracle: newOracleState(options, nextPort(), nextPort()) } : {}),
    processes: {},
  };
}

function newOracleState(options: NewSandboxOptions, port: number, controlPort: number): OracleState {
  const version = options.version ?? '19c';
  const users = ['SYS', 'SYSTEM', 'SALES', 'REDOUBT'];
  return {
    port,
    controlPort,
    controlToken: randomBytes(24).toString('hex'),
    serviceName: 'SALES',
    // A letter first, as an unquoted password in SQL wants it.
    passwords: Object.fromEntries(users.map((user) => [user, `p${randomBytes(12).toString('hex')}`])),
    version,
    protocol: options.protocol ?? (version === '23ai' ? '319/24' : '318/12'),
    data: options.data ?? { demoBytes: defaultDemoBytes },
    filled: false,
  };
}
