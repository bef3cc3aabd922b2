import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkerOptions } from '@temporalio/worker';

/**
 * Where the workflows are: the bundle that lies beside this code when it is compiled (a worker that bundles by itself
 * needs 200 MB and two seconds more); run from its source, as the tests do, the workflows' source, never a stale build.
 */
export function redoubtWorkflows(): Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath'> {
  const shipped = join(__dirname, '..', '..', 'workflow-bundle.js');
  if (existsSync(shipped)) return { workflowBundle: { codePath: shipped } };
  return { workflowsPath: require.resolve('../../workflows') };
}
