import path from 'node:path';
import type { Environment } from '../../config/config-file';
import { programOnPath } from './find-tool';
import { runProgram } from './run-program';

const buildTimeoutMs = 30 * 60_000;

/**
 * Builds a pinned version with the Go of this machine into `directory`. Go's own caches are left as they are.
 * @returns the program's path. @throws Error that says what failed.
 */
export async function buildWithGo(
  goPackage: string,
  version: string,
  directory: string,
  env: Environment,
): Promise<string> {
  const go = programOnPath('go', env);
  if (go === undefined) throw new Error('there is no go on PATH');
  const built = await runProgram(go, ['install', `${goPackage}@v${version}`], {
    timeoutMs: buildTimeoutMs,
    // Without cgo no C compiler is needed. GOBIN and GOOS together would be refused.
    env: { ...env, GOBIN: directory, CGO_ENABLED: '0', GOOS: undefined, GOARCH: undefined },
  });
  if (!built.ok) throw new Error(`go install failed: ${lastLine(built.output)}`);
  return path.join(directory, path.posix.basename(goPackage));
}

const lastLine = (text: string): string => text.split('\n').at(-1) ?? '';
