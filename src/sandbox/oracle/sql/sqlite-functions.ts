import type { DatabaseSync } from 'node:sqlite';

import { registerDateFunctions } from './functions/date-functions';
import { registerNumberFunctions } from './functions/number-functions';
import { registerTextFunctions } from './functions/text-functions';

/** Gives SQLite Oracle's functions, where its own differ. Those of a session or of files are registered by SqlEngine. */
export function registerFunctions(connection: DatabaseSync): void {
  registerNumberFunctions(connection);
  registerTextFunctions(connection);
  registerDateFunctions(connection);
}
