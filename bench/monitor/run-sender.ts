import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';

const run = promisify(execFile);
const loader = join(__dirname, '..', '..', 'scripts', 'register-typescript.js');

/** What a sender does: a number of bytes, hashing so many times as many, with or without the monitor. */
export interface SenderTask {
  readonly port: number;
  readonly sizeBytes: number;
  readonly hashedShare: number;
  readonly monitored: boolean;
}

export const sentSchema = z.object({
  seconds: z.number(),
  megabytesPerSecond: z.number(),
  monitor: z
    .object({
      /** Of a core: the bpftrace process. */
      processShare: z.number(),
      /** Of a core: its programs in the kernel; null where the kernel does not count them. */
      programsShare: z.number().nullable(),
      residentBytes: z.number(),
    })
    .nullable(),
});
export type Sent = z.infer<typeof sentSchema>;

/** Runs a sender in a process of its own and reads what it printed. */
export async function runSender(task: SenderTask): Promise<Sent> {
  const { stdout } = await run(process.execPath, ['-r', loader, join(__dirname, 'sender.ts'), JSON.stringify(task)]);
  return sentSchema.parse(JSON.parse(stdout));
}
