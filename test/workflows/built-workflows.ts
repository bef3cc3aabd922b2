import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WorkflowSandbox } from '../../bench/deadline/workflow-sandbox';

/** The bundle that ships. It is built before the tests where these sources are newer, once for all of them. */
export const builtWorkflows = { codePath: join(__dirname, '..', '..', 'dist', 'workflow-bundle.js') } as const;

/** The same in the SDK's sandboxes, for runs in virtual time. */
export const openBuiltSandbox = (): Promise<WorkflowSandbox> =>
  WorkflowSandbox.open(readFileSync(builtWorkflows.codePath, 'utf8'));
