import { BackupError } from '../errors';
import type { DatabaseTarget } from '../domain/database-target';
import { oracleConnectString } from './parts/oracle-part';
import type { SandboxState } from './sandbox-state';

/** The stand-in as its DBA reaches it. @throws BackupError SANDBOX_NOT_RUNNING when this sandbox has none */
export function systemTarget({ oracle }: SandboxState): DatabaseTarget {
  if (oracle === undefined) throw new BackupError('SANDBOX_NOT_RUNNING', 'this sandbox has no Oracle stand-in');
  return {
    name: 'sales',
    connectString: oracleConnectString(oracle),
    user: 'SYSTEM',
    password: oracle.passwords['SYSTEM'] ?? '',
  };
}
