import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { limitMemory } from '../../bench/bottlenecks/limits';

const limitBytes = 64 * 2 ** 20;

/** A process that waits, in a cgroup with little memory, to be told to want more. */
export interface MemoryEater {
  readonly pid: number;
  /** Tells it to begin. */
  eat(): void;
  /** The signal that ended it; null: none did. */
  ended(): Promise<NodeJS.Signals | null>;
  /** Ends it and removes its cgroup. */
  close(): Promise<void>;
}

/** Takes memory of its own until the kernel kills it; gives up far beyond the limit, where none is in force. */
const untilKilled = `
const kept = [];
while (kept.length < 64) kept.push(Buffer.alloc(8 * 2 ** 20, 1));
`;

/** Writes a file that is larger than the limit and reads it, for as long as whoever started it is there. */
const overAFile = `
const file = fs.openSync(process.argv[1], 'w+');
fs.unlinkSync(process.argv[1]);
const block = Buffer.alloc(2 ** 20, 1);
for (let i = 0; i < 128; i += 1) fs.writeSync(file, block, 0, block.length, i * block.length);
const parent = process.ppid;
while (process.ppid === parent)
  for (let i = 0; i < 128; i += 1) fs.readSync(file, block, 0, block.length, i * block.length);
`;

export const startGreedyProcess = (): MemoryEater => start(untilKilled, []);
export const startFileReader = (file: string): MemoryEater => start(overAFile, [file]);

function start(program: string, args: readonly string[]): MemoryEater {
  const begin = "const fs = require('node:fs');\nif (fs.readSync(0, Buffer.alloc(1)) === 0) process.exit();\n";
  const child = spawn(process.execPath, ['-e', begin + program, ...args], { stdio: ['pipe', 'ignore', 'inherit'] });
  const { pid } = child;
  if (pid === undefined) throw new Error('the process did not start');
  // Should the kernel look beyond the cgroup, this process is what it takes.
  writeFileSync(`/proc/${pid}/oom_score_adj`, '1000');
  const unlimit = limitMemory(pid, limitBytes);
  const exited = once(child, 'exit');
  return {
    pid,
    eat: () => void child.stdin.write('x'),
    ended: async () => {
      await exited;
      return child.signalCode;
    },
    close: async () => {
      await kill(child, exited);
      unlimit();
    },
  };
}

async function kill(child: ChildProcess, exited: Promise<unknown>): Promise<void> {
  child.kill('SIGKILL');
  await exited;
}
