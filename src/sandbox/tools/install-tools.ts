import { rmSync } from 'node:fs';
import type { Environment } from '../../config/config-file';
import { BackupError } from '../../errors';
import { toolsDirectory } from './tools-directory';
import { cachedPath, findTool } from './find-tool';
import { installTool, type InstallOutcome } from './install-tool';
import { tools, type Tool } from './tool';

export interface InstallOptions {
  readonly env: Environment;
  readonly onProgress: (line: string) => void;
  /** Default: all. */
  readonly wanted?: readonly Tool[];
}

/**
 * Gets every tool that is missing; quick where none is.
 * @returns what there is now; optional tools may be missing.
 * @throws BackupError TOOL_MISSING that names each missing tool, what was tried, and each way to get it.
 */
export async function installTools(options: InstallOptions): Promise<readonly InstallOutcome[]> {
  const { env, wanted = tools } = options;
  const progress = withElapsedTime(options.onProgress);
  try {
    // Installed one after the other: Go builds use every core, and apt-get locks.
    const outcomes: InstallOutcome[] = [];
    const found = await Promise.all(wanted.map((tool) => findTool(tool, env)));
    for (const [index, tool] of wanted.entries()) {
      outcomes.push(await installTool({ tool, found: found[index] }, env, progress.say));
    }
    if (outcomes.some(({ tool, found }) => found === undefined && !tool.optional)) {
      throw new BackupError('TOOL_MISSING', explainMissing(outcomes, env));
    }
    return outcomes;
  } finally {
    progress.end();
  }
}

/** Each tool that is missing, what was tried, and each way to get it. */
export function explainMissing(outcomes: readonly InstallOutcome[], env: Environment): string {
  return outcomes
    .filter(({ found }) => found === undefined)
    .map(({ tool, failures }) =>
      [
        `${tool.name} is missing (needed for ${tool.neededFor}).`,
        ...failures.map((failure) => `  tried  ${failure}`),
        ...waysByHand(tool, env).map((way) => `  or     ${way}`),
      ].join('\n'),
    )
    .join('\n');
}

function waysByHand(tool: Tool, env: Environment): readonly string[] {
  const target = cachedPath(tool, env);
  return [
    `put a program named ${tool.name} on PATH (${tool.website})`,
    ...(tool.release === undefined ? [] : [`download ${releaseUrl(tool)} and put ${tool.name} at ${target}`]),
    ...(tool.goPackage === undefined ? [] : [`install Go, then: go install ${tool.goPackage}@v${tool.version}`]),
    ...(tool.debianPackage === undefined ? [] : [`as root on Debian or Ubuntu: apt-get install ${tool.debianPackage}`]),
    ...(tool.homebrewFormula === undefined ? [] : [`with Homebrew: brew install ${tool.homebrewFormula}`]),
  ];
}

function releaseUrl({ release }: Tool): string {
  return release === undefined ? '' : `${release.baseUrl}/${release.archive(process.platform, process.arch)}`;
}

/** Removes what was downloaded or built. What apt-get installed, and Go's own caches, stay. */
export function purgeTools(env: Environment): string {
  const directory = toolsDirectory(env);
  rmSync(directory, { recursive: true, force: true });
  return directory;
}

/** Repeats the last line with the time that it has taken so far: a silent Go build looks like a hang. */
function withElapsedTime(onProgress: (line: string) => void): { say: (line: string) => void; end: () => void } {
  let last = { line: '', at: performance.now() };
  const timer = setInterval(() => {
    if (last.line !== '') onProgress(`${last.line}, ${Math.round((performance.now() - last.at) / 1000)} s so far`);
  }, 15_000);
  timer.unref();
  return {
    say: (line) => {
      last = { line, at: performance.now() };
      onProgress(line);
    },
    end: () => clearInterval(timer),
  };
}
