import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { waitFor } from '../harness/wait-for';
import { describeWithBpftrace, isRunning } from './with-bpftrace';

const run = promisify(execFile);
const loader = join(__dirname, '..', '..', 'scripts', 'register-typescript.js');
const ofNode = (program: string) => [process.execPath, '-r', loader, join(__dirname, program)];
const printed = z.array(z.object({ part: z.string(), available: z.boolean(), reason: z.string().optional() }));

/** Runs the monitor's own look at its host by way of another command; the reasons why eBPF's parts are missing. */
async function reasonsUnder(command: readonly string[]): Promise<readonly (string | undefined)[]> {
  const [program = '', ...args] = [...command, ...ofNode('print-capabilities.ts')];
  const { stdout } = await run(program, args);
  const parts = printed.parse(JSON.parse(stdout));
  return [...new Set(parts.filter(({ part }) => part.startsWith('eBPF')).map(({ reason }) => reason))];
}

describeWithBpftrace('rights of the worker', () => {
  test('root with only CAP_BPF and CAP_PERFMON runs every program', async () => {
    const onlyThese = ['--bounding-set', '-all,+bpf,+perfmon', '--inh-caps', '-all'];
    const parent = spawn('setpriv', [...onlyThese, ...ofNode('monitoring-process.ts')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [said] = (await once(parent.stdout, 'data')) as [Buffer];
    expect(isRunning(Number(said))).toBe(true);
    parent.kill('SIGKILL');
    await waitFor('the end of bpftrace', () => !isRunning(Number(said)), 20_000);
  });

  test('root without capabilities is told which are missing', async () => {
    expect(await reasonsUnder(['setpriv', '--bounding-set', '-all', '--inh-caps', '-all'])).toEqual([
      'the worker has neither CAP_SYS_ADMIN nor both CAP_BPF and CAP_PERFMON',
    ]);
  });

  test('another user than root is told so', async () => {
    expect(await reasonsUnder(['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups'])).toEqual([
      "bpftrace runs as root only; the worker's user id is 65534",
    ]);
  });

  test('a worker in a pid namespace of its own is told so', async () => {
    expect(await reasonsUnder(['unshare', '--pid', '--fork', '--mount-proc'])).toEqual([
      expect.stringContaining('pid namespace of its own'),
    ]);
  });

  test('without tracefs the mount command is said', async () => {
    const unmounted = 'umount -l /sys/kernel/debug 2>/dev/null; umount -l /sys/kernel/tracing; exec "$@"';
    expect(await reasonsUnder(['unshare', '--mount', 'sh', '-c', unmounted, 'sh'])).toEqual(['tracefs is not mounted']);
  });
});
