import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { BackupError } from '../errors';
import { playedVersions } from './oracle/engine';
import { sandboxProtocols } from './oracle/process-settings';

const port = z.int().min(1).max(65_535);

const regionStateSchema = z.strictObject({
  name: z.string(),
  region: z.string(),
  jurisdiction: z.string(),
  bucket: z.string(),
  port,
  accessKeyId: z.string(),
  secretAccessKey: z.string(),
  /** What workers keep to, as the configuration writes it; absent: no limit. */
  bandwidth: z.string().optional(),
});
export type RegionState = z.infer<typeof regionStateSchema>;

const temporalStateSchema = z.strictObject({ port, uiPort: port, namespace: z.string() });
export type TemporalState = z.infer<typeof temporalStateSchema>;

const oracleStateSchema = z.strictObject({
  port,
  controlPort: port,
  controlToken: z.string(),
  serviceName: z.string(),
  /** By user, in the dictionary's spelling. */
  passwords: z.record(z.string(), z.string()),
  version: z.enum(playedVersions),
  protocol: z.enum(sandboxProtocols),
  /** What SALES holds: a folder of CSV files, the demo's rows, or bytes that do not compress. */
  data: z.union([
    z.strictObject({ load: z.string() }),
    z.strictObject({ demoBytes: z.int().min(0) }),
    z.strictObject({ noiseBytes: z.int().min(0) }),
  ]),
  /** SALES is filled and REDOUBT is set up; false after a crash in the middle of it. */
  filled: z.boolean(),
});
export type OracleState = z.infer<typeof oracleStateSchema>;

/** What the sandbox remembers between commands, version 1. It holds passwords: readable by its user alone. */
export const sandboxStateSchema = z.strictObject({
  version: z.literal(1),
  createdAt: z.iso.datetime(),
  temporal: temporalStateSchema.optional(),
  regions: z.array(regionStateSchema),
  oracle: oracleStateSchema.optional(),
  /** Started and not yet stopped, by the part's name. */
  processes: z.record(z.string(), z.strictObject({ pid: z.int().positive(), startedAt: z.string() })),
});
export type SandboxState = z.infer<typeof sandboxStateSchema>;

const fileName = 'state.json';

/** undefined: there is no sandbox in this directory. @throws BackupError SANDBOX_FAILED when the file is not ours. */
export function readSandboxState(directory: string): SandboxState | undefined {
  const file = path.join(directory, fileName);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new BackupError('SANDBOX_FAILED', `cannot read ${file}: ${(cause as Error).message}`, { cause });
  }
  try {
    return sandboxStateSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new BackupError('SANDBOX_FAILED', `${file} is not a sandbox’s state of this version`, {
      cause,
      hint: `Remove ${directory} once nothing of it runs any more, and start again.`,
    });
  }
}

/** Atomic: a reader sees the old state or the new one. */
export function writeSandboxState(directory: string, state: SandboxState): void {
  writePrivateFile(path.join(directory, fileName), `${JSON.stringify(state, null, 2)}\n`);
}

/** For this user alone, whole or not at all. */
export function writePrivateFile(file: string, text: string): void {
  const temporary = `${file}.${process.pid}.new`;
  writeFileSync(temporary, text, { mode: 0o600 });
  renameSync(temporary, file);
}
