import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WorkflowHandle } from '@temporalio/client';
import { exampleConfig } from '../../config/example-config';
import { program } from '../../harness/redoubt-command';
import { waitFor } from '../../harness/wait-for';
import { progressOf, startBackup } from '../../workflows/backup-runs';
import { longExport, slowBefore } from '../../workflows/slow-runs';
import { openWorkflowLab, type WorkflowLab } from '../../workflows/workflow-lab';
import { framesOf, hasScript, isOrdinary, openTerminal, type PseudoTerminal } from './pseudo-terminal';

/** The cursor shows again, and the screen is the one from before. */
const givenBack = '\x1b[?25h\x1b[?1049l';

// The built command under a real pseudo-terminal, against real runs whose activities are scripted.
const suite = hasScript ? describe : describe.skip;

suite(`backup watch on a terminal${hasScript ? '' : ' (skipped: util-linux’s script is not installed)'}`, () => {
  let lab: WorkflowLab;
  let folder: string;
  beforeAll(async () => {
    lab = await openWorkflowLab();
    folder = mkdtempSync(join(tmpdir(), 'redoubt-watch-'));
    writeFileSync(join(folder, 'redoubt.yaml'), exampleConfig.replace('localhost:7233', lab.address));
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await lab.close();
  });

  const watch = (handle: WorkflowHandle, env = {}): Promise<PseudoTerminal> =>
    openTerminal(
      [process.execPath, program, 'backup', 'watch', handle.workflowId, '--config', join(folder, 'redoubt.yaml')],
      { columns: 80, rows: 24, env },
    );

  /** Runs a test against a backup whose export does not end, and cancels it. */
  const withBackup = (database: string, test: (handle: WorkflowHandle) => Promise<void>): Promise<void> =>
    lab.run({ ...slowBefore, runExport: longExport }, async () => {
      const handle = await startBackup(lab, database, { database, deadline: 'PT10M' });
      await test(handle);
      await handle.cancel();
      await handle.result().catch(() => undefined);
    });

  const seen = (terminal: PseudoTerminal, text: string): Promise<true> =>
    waitFor(`"${text}" on the screen`, () => terminal.words().includes(text)).then(() => true);

  test('p asks why and pauses, r resumes, e expedites, a resize is taken, and q leaves the run alone', async () => {
    await withBackup('sales', async (handle) => {
      const terminal = await watch(handle);
      await seen(terminal, 'p pause');
      await seen(terminal, 'too late');

      terminal.type('p');
      await seen(terminal, 'why pause?');
      terminal.type('the DBA neee\x7fds it');
      terminal.type('\r');
      await waitFor('the pause', async () => (await progressOf(handle)).pause?.reason === 'the DBA needs it');
      await seen(terminal, 'asked to pause');
      await seen(terminal, 'until somebody resumes it: the DBA needs it');

      terminal.resize(40, 12);
      await waitFor('a frame of the new size', () => framesOf(terminal.text()).at(-1)?.length === 12);
      const [frame = []] = framesOf(terminal.text()).slice(-1);
      expect(frame.filter((line) => line.length > 40)).toEqual([]);
      expect(frame.filter((line) => line.length > 40)).toEqual([]);
      expect(frame.at(-1)).toBe('p pause r resume e expedite q quit');

      terminal.type('r');
      await waitFor('the resumed run', async () => !(await progressOf(handle)).paused);
      terminal.type('e');
      await waitFor('the pace', async () =>
        (await progressOf(handle)).timing.decisions.some(({ because }) => because.startsWith('somebody asked for it')),
      );

      terminal.type('q');
      const { exitCode, settings } = await terminal.ended;
      expect({ exitCode, isOrdinary: isOrdinary(settings) }).toEqual({ exitCode: 130, isOrdinary: true });
      expect(terminal.text()).toContain(`${givenBack}no longer watched; backup`);
      expect((await handle.describe()).status.name).toBe('RUNNING');
    });
  });

  test('Escape takes a question back, and Ctrl-C leaves; with NO_COLOR nothing is coloured', async () => {
    await withBackup('plain', async (handle) => {
      const terminal = await watch(handle, { NO_COLOR: '1' });
      await seen(terminal, 'p pause');
      terminal.type('p');
      await seen(terminal, 'why pause?');
      terminal.type('\x1b');
      await waitFor('the keys again', () => framesOf(terminal.text()).at(-1)?.at(-1)?.startsWith('p pause'));
      terminal.type('\x03');
      expect((await terminal.ended).exitCode).toBe(130);
      // oxlint-disable-next-line no-control-regex -- how colours begin
      expect(terminal.text()).not.toMatch(/\x1b\[[0-9;]*m/);
      expect((await progressOf(handle)).paused).toBe(false);
    });
  });

  test.each([
    ['SIGTERM', 130],
    ['SIGHUP', 129],
  ] as const)('%s finds the terminal restored', async (signal, exitCode) => {
    await withBackup(signal.toLowerCase(), async (handle) => {
      const terminal = await watch(handle);
      await seen(terminal, 'p pause');
      terminal.kill(signal);
      const end = await terminal.ended;
      expect({ ...end, settings: isOrdinary(end.settings) }).toEqual({ exitCode, settings: true });
      expect(terminal.text()).toContain(givenBack);
    });
  });

  test('a backup that ends gives the screen back and prints its result there', async () => {
    await lab.run({}, async () => {
      const terminal = await watch(await startBackup(lab, 'quick'));
      const { exitCode, settings } = await terminal.ended;
      expect({ exitCode, isOrdinary: isOrdinary(settings) }).toEqual({ exitCode: 0, isOrdinary: true });
      expect(terminal.text()).toContain('sealed: backup ');
    });
  });

  test('an exception that nobody catches is printed on the restored terminal', async () => {
    const script = ['--require', './scripts/register-typescript.js', 'test/cli/watch/throws-on-the-screen.ts'];
    const terminal = await openTerminal([process.execPath, ...script], { columns: 80, rows: 24 });
    await seen(terminal, 'drawn');
    terminal.type('x');
    const { exitCode, settings } = await terminal.ended;
    expect({ exitCode, isOrdinary: isOrdinary(settings) }).toEqual({ exitCode: 1, isOrdinary: true });
    expect(terminal.text().split(givenBack)[1]).toContain('a defect');
  });
});
