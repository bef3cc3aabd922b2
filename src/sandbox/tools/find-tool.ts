import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import type { Environment } from '../../config/config-file';
import { BackupError } from '../../errors';
import { runProgram } from './run-program';
import { toolNamed, type Tool } from './tool';
import { toolsDirectory } from './tools-directory';

export interface FoundTool {
  readonly path: string;
  readonly place: 'PATH' | 'cache';
}

/** Looks on PATH, then in the per-user cache. A program on PATH counts if it runs. */
export async function findTool(tool: Tool, env: Environment): Promise<FoundTool | undefined> {
  const onPath = programOnPath(tool.name, env);
  if (onPath !== undefined && (await answers(onPath, tool))) return { path: onPath, place: 'PATH' };
  const cached = cachedPath(tool, env);
  return isExecutable(cached) ? { path: cached, place: 'cache' } : undefined;
}

/** @throws BackupError TOOL_MISSING that says how to get it. */
export async function requireTool(name: string, env: Environment): Promise<string> {
  const found = await findTool(toolNamed(name), env);
  if (found !== undefined) return found.path;
  throw new BackupError('TOOL_MISSING', `${name} is neither on PATH nor in ${toolsDirectory(env)}`, {
    hint: 'Run `redoubt sandbox install`: it gets what is missing, or names each way to get it.',
  });
}

/** Only whole programs ever have this name: they are renamed to it. */
export function cachedPath(tool: Tool, env: Environment): string {
  return path.join(toolsDirectory(env), `${tool.name}-${tool.version}`, tool.name);
}

export function programOnPath(name: string, env: Environment): string | undefined {
  return (env['PATH'] ?? '')
    .split(path.delimiter)
    .filter((directory) => path.isAbsolute(directory))
    .map((directory) => path.join(directory, name))
    .find(isExecutable);
}

async function answers(program: string, tool: Tool): Promise<boolean> {
  // ssh-keygen has no harmless option: that it is there has to do.
  if (tool.probe.length === 0) return true;
  return (await runProgram(program, tool.probe, { timeoutMs: 10_000 })).ok;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    // Not there, or not for us: the next place is looked at.
    return false;
  }
}
