import type { SandboxState } from './sandbox-state';

/** Sets the backup's user up, as a DBA would with what `redoubt database setup` writes. */
export async function applyDatabaseSetup(_state: SandboxState, _directory: string): Promise<void> {}
