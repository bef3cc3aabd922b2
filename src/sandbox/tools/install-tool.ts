import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Environment } from '../../config/config-file';
import { installDebianPackage } from './debian-package';
import { cachedPath, findTool, programOnPath, type FoundTool } from './find-tool';
import { buildWithGo } from './go-build';
import { downloadRelease } from './release-download';
import type { Tool } from './tool';

export interface InstallOutcome {
  readonly tool: Tool;
  /** undefined: every way failed. */
  readonly found: FoundTool | undefined;
  readonly isNew: boolean;
  /** Each way that was tried in vain, and why. */
  readonly failures: readonly string[];
}

/** Gets a tool that was not found: a release, then the system's package, then `go install`. Does not throw. */
export async function installTool(
  { tool, found }: { readonly tool: Tool; readonly found: FoundTool | undefined },
  env: Environment,
  onProgress: (line: string) => void,
): Promise<InstallOutcome> {
  if (found !== undefined) return { tool, found, isNew: false, failures: [] };
  const failures: string[] = [];
  for (const way of waysFor(tool, env)) {
    onProgress(`${tool.name}: ${way.name}`);
    try {
      await way.run();
      const now = await findTool(tool, env);
      if (now !== undefined) return { tool, found: now, isNew: true, failures };
      failures.push(`${way.name}: it does not run`);
    } catch (error) {
      failures.push(`${way.name}: ${(error as Error).message}`);
    }
  }
  return { tool, found: undefined, isNew: false, failures };
}

interface Way {
  readonly name: string;
  readonly run: () => Promise<void>;
}

function waysFor(tool: Tool, env: Environment): readonly Way[] {
  const { release, goPackage, debianPackage } = tool;
  const download = release && {
    name: 'download of the official release',
    run: () => cacheProgram(tool, env, (directory) => downloadRelease(tool.name, release, directory)),
  };
  const build = goPackage !== undefined && {
    name: `go install ${goPackage}@v${tool.version} (takes minutes)`,
    run: () => cacheProgram(tool, env, (directory) => buildWithGo(goPackage, tool.version, directory, env)),
  };
  const debian = debianPackage !== undefined && {
    name: `apt-get install ${debianPackage}`,
    run: () => installDebianPackage(debianPackage, env),
  };
  // Where the system has a package of it, that is quicker than a build.
  const ordered = programOnPath('apt-get', env) === undefined ? [download, build, debian] : [download, debian, build];
  return ordered.filter((way) => way !== undefined && way !== false);
}

/** Makes a program in a folder of its own and renames it into the cache: a half-made one is never found there. */
async function cacheProgram(tool: Tool, env: Environment, make: (directory: string) => Promise<string>): Promise<void> {
  const target = cachedPath(tool, env);
  mkdirSync(path.dirname(target), { recursive: true, mode: 0o700 });
  const temporary = mkdtempSync(path.join(path.dirname(target), '.new-'));
  try {
    const made = await make(temporary);
    chmodSync(made, 0o755);
    renameSync(made, target);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}
