import type fsPromises from 'node:fs/promises';
import type * as HostTuningModule from '../../src/transport/host-tuning';

/** What a process of its own is told to do, as JSON in its first argument. */
export interface TuneOrder {
  readonly procRoot: string;
  readonly stateDirectory: string;
  readonly action: 'acquire' | 'release' | 'sweep';
  readonly backupId: string;
  /** The change of a file (from 0) before which the process kills itself with SIGKILL; none: it runs to its end. */
  readonly dieBefore?: number;
}

// The order is given by run-tuning.ts.
const order = JSON.parse(process.argv[2] ?? '{}') as TuneOrder;
if (order.dieBefore !== undefined) dieBeforeChange(order.dieBefore);

/** Every call that changes a file, or makes a change last, is counted: no boundary is left out. */
function dieBeforeChange(dieBefore: number): void {
  const fs = require('node:fs/promises') as { -readonly [K in keyof typeof fsPromises]: (typeof fsPromises)[K] };
  let change = 0;
  const count = (): void => {
    if (change++ === dieBefore) process.kill(process.pid, 'SIGKILL');
  };
  const { writeFile, rename, rm, open } = fs;
  fs.writeFile = (...args) => (count(), writeFile(...args));
  fs.rename = (...args) => (count(), rename(...args));
  fs.rm = (...args) => (count(), rm(...args));
  fs.open = async (...args) => {
    count();
    const handle = await open(...args);
    const [write, sync] = [handle.writeFile.bind(handle), handle.sync.bind(handle)];
    handle.writeFile = (...given) => (count(), write(...given));
    handle.sync = () => (count(), sync());
    return handle;
  };
}

async function main(): Promise<void> {
  const { createHostTuning } = require('../../src/transport/host-tuning') as typeof HostTuningModule;
  const tuning = createHostTuning({ procRoot: order.procRoot, stateDirectories: [order.stateDirectory] });
  const user = { tag: 'prod', backupId: order.backupId };
  const outcome = await (order.action === 'sweep'
    ? tuning.sweep('prod', () => Promise.resolve(false))
    : tuning[order.action](user));
  process.stdout.write(JSON.stringify(outcome));
}

void main();
