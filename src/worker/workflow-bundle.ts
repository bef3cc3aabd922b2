import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkerOptions } from '@temporalio/worker';

/**
 * Where the workflows are: the bundle that ships with the package (a worker that bundles by itself needs 200 MB and two
 * seconds more), or, in a checkout that is not built, their source.
 */
export function redoubtWorkflows(): Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath'> {
  const shipped = join(__dirname, '..', '..', 'workflow-bundle.js');
  if (existsSync(shipped)) return { workflowBundle: { codePath: shipped } };
  return { workflowsPath: require.resolve('../../workflows') };
}
