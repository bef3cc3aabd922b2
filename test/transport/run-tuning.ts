import { execFile } from 'node:child_process';
import path from 'node:path';
import type { HostTuningOutcome } from '../../src/domain/acceleration';
import type { TuneOrder } from './tune-in-a-process';

const root = path.join(__dirname, '..', '..');

export type TuneEnd = { readonly outcome: HostTuningOutcome } | { readonly killed: true };

/** Runs an order in a process of its own. @param inside a command that it runs under, such as `ip netns exec x`; `env` for none. */
export function runTuning(order: TuneOrder, inside: readonly [string, ...string[]] = ['env']): Promise<TuneEnd> {
  const [command, ...given] = inside;
  const args = [
    ...given,
    process.execPath,
    '--require',
    path.join(root, 'scripts', 'register-typescript.js'),
    path.join(__dirname, 'tune-in-a-process.ts'),
    JSON.stringify(order),
  ];
  return new Promise((resolve, reject) => {
    execFile(command, args, { encoding: 'utf8' }, (error, stdout, stderr) => {
      if (error === null) resolve({ outcome: JSON.parse(stdout) as HostTuningOutcome });
      else if (error.signal === 'SIGKILL' || error.code === 137) resolve({ killed: true });
      else reject(new Error(`${error.message}\n${stderr}`));
    });
  });
}
