import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from '../../src/monitor/find-program';
import { isOrphan, markOf, monitorMark, monitorMarkVariable } from '../../src/monitor/monitor-mark';
import { endOrphanedMonitors } from '../../src/monitor/orphan-sweep';
import { waitFor } from '../harness/wait-for';
import { describeWithBpftrace, isRunning } from './with-bpftrace';

const loader = join(__dirname, '..', '..', 'scripts', 'register-typescript.js');
const parentProgram = join(__dirname, 'monitoring-process.ts');
const folder = mkdtempSync(join(tmpdir(), 'redoubt-orphans-'));
const started: number[] = [];

afterAll(() => {
  for (const pid of started.filter(isRunning)) process.kill(pid, 'SIGKILL');
  rmSync(folder, { recursive: true });
});

/** A process that monitors itself; resolves with its bpftrace's id once that counts. */
async function startParent(path: string): Promise<{ readonly parent: ChildProcess; readonly bpftrace: number }> {
  const parent = spawn(process.execPath, ['-r', loader, parentProgram], {
    env: { PATH: path },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = (await once(parent.stdout, 'data')) as [Buffer];
  const bpftrace = Number(said);
  started.push(parent.pid ?? 0, bpftrace);
  return { parent, bpftrace };
}

/** Folders with just bpftrace and what the parent needs: no setpriv. */
function pathWithout(setpriv: 'setpriv'): string {
  const bin = mkdtempSync(join(folder, 'bin-'));
  for (const program of ['bpftrace', 'node']) {
    const found = findProgram(program, process.env);
    if (found) symlinkSync(found, join(bin, program));
  }
  expect(findProgram(setpriv, { PATH: bin })).toBeUndefined();
  return bin;
}

describeWithBpftrace('a worker that is killed with -9', () => {
  test('leaves no bpftrace behind', async () => {
    const { parent, bpftrace } = await startParent(process.env['PATH'] ?? '');
    expect(markOf(bpftrace)).toBe(monitorMark('ORPHANS', parent.pid ?? 0));
    parent.kill('SIGKILL');
    await waitFor('the end of bpftrace', () => !isRunning(bpftrace), 20_000);
  });

  test('leaves none where there is no setpriv: bpftrace ends with the worker by itself', async () => {
    const { parent, bpftrace } = await startParent(pathWithout('setpriv'));
    parent.kill('SIGKILL');
    await waitFor('the end of bpftrace', () => !isRunning(bpftrace), 20_000);
  });
});

const isLinux = process.platform === 'linux';

(isLinux ? describe : describe.skip)(`the sweep at a worker’s start${isLinux ? '' : ' (skipped: needs /proc)'}`, () => {
  test('ends this installation’s monitors whose worker is gone, and no others', async () => {
    const gone = spawn('sleep', ['60']);
    const ofGone = monitorMark('SWEEP', gone.pid ?? 0);
    gone.kill('SIGKILL');
    await once(gone, 'exit');
    const [orphan, served, foreign] = [ofGone, monitorMark('SWEEP', process.pid), ofGone.replace('SWEEP', 'OTHER')].map(
      (mark) => spawn('sleep', ['60'], { env: { ...process.env, [monitorMarkVariable]: mark } }),
    );
    const [orphanPid = 0, servedPid = 0, foreignPid = 0] = [orphan?.pid, served?.pid, foreign?.pid];
    started.push(orphanPid, servedPid, foreignPid);
    await waitFor('their marks', () => [orphanPid, servedPid, foreignPid].every((pid) => markOf(pid) !== undefined));
    expect(endOrphanedMonitors('SWEEP')).toEqual([orphanPid]);
    await waitFor('the end of the orphan', () => !isRunning(orphanPid));
    expect([servedPid, foreignPid].map(isRunning)).toEqual([true, true]);
    expect(endOrphanedMonitors('SWEEP')).toEqual([]);
  });

  test('a process that got the id of a dead worker does not keep its monitor alive', () => {
    const [installation = '', namespace, pid, start] = monitorMark('SWEEP', process.pid).split('/');
    expect(isOrphan([installation, namespace, pid, start].join('/'), 'SWEEP')).toBe(false);
    expect(isOrphan([installation, namespace, pid, Number(start) - 1].join('/'), 'SWEEP')).toBe(true);
    expect(isOrphan([installation, '1', pid, Number(start) - 1].join('/'), 'SWEEP')).toBe(false);
  });
});
