import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { WorkflowHandle } from '@temporalio/client';
import { usableSearchAttributes } from '../../activities/search-attributes';
import { requireTool } from '../../src/sandbox/tools/find-tool';
import { BackupError } from '../../src/errors';
import { waitFor } from '../harness/wait-for';
import { failureOf, progressOf, resultOf, startBackup } from './backup-runs';
import { scriptedActivities, type ScriptedActivities } from './scripted-activities';
import { longExport, slowBefore } from './slow-runs';
import { untilStopped } from './until-stopped';
import { openWorkflowLab, taskQueue, type WorkflowLab } from './workflow-lab';

const page = readFileSync(join(__dirname, '../../docs/temporal.md'), 'utf8');

/** The command under a sentence that begins so. */
function commandOf(title: string): string {
  const command = new RegExp(`^${title}.*\\n\\n\`\`\`sh\\n(temporal workflow list .*)\\n\`\`\``, 'm').exec(page)?.[1];
  if (command === undefined) throw new Error(`docs/temporal.md has no filter "${title}"`);
  return command;
}

let lab: WorkflowLab;
let path: string;
const runs: Record<string, WorkflowHandle> = {};

/** The names of the runs that a command of the page finds, as a person's shell runs it. */
async function found(command: string): Promise<readonly string[]> {
  const { stdout } = await promisify(execFile)('bash', ['-c', `${command} --output json`], {
    env: { ...process.env, PATH: `${path}:${process.env['PATH'] ?? ''}`, TEMPORAL_ADDRESS: lab.address },
  });
  // Temporal's own format.
  const ids = (JSON.parse(stdout) as { execution: { workflowId: string } }[]).map(
    ({ execution }) => execution.workflowId,
  );
  const names = Object.entries(runs).flatMap(([name, { workflowId }]) => (ids.includes(workflowId) ? [name] : []));
  expect(names).toHaveLength(ids.length);
  return names.sort();
}

/** Temporal's list lags behind by a moment. */
const finds = (title: string, names: readonly string[]): Promise<unknown> =>
  waitFor(
    `${title}: ${names.join(', ')}`,
    async () => JSON.stringify(await found(commandOf(title))) === JSON.stringify(names),
    10_000,
  );

beforeAll(async () => {
  lab = await openWorkflowLab();
  path = dirname(await requireTool('temporal', process.env));
});
afterAll(() => lab.close());

const onLinux = process.platform === 'linux' ? describe : describe.skip;
onLinux('the filters of docs/temporal.md (need GNU date: Linux)', () => {
  test('find the runs that they name, and no others', async () => {
    const start = async (name: string, database: string, request: object = {}): Promise<WorkflowHandle> =>
      (runs[name] = await startBackup(lab, database, { database, ...request }));
    const noSpace = async (): Promise<never> => {
      throw new BackupError('SPACE_SHORT', 'USERS is full');
    };
    await lab.run({}, async () => resultOf(await start('sealed', 'sales')));
    await lab.run({ inspectDatabase: noSpace }, async () => failureOf(await start('failed', 'crm')));
    let isHostThere = true;
    const pickHost = async (): Promise<{ host: string; taskQueue: string }> => {
      if (!isHostThere) await untilStopped();
      return { host: 'a', taskQueue: `${taskQueue}@a` };
    };
    await lab.run({ ...slowBefore, runExport: longExport, pickHost }, async () => {
      const late = await start('late', 'hr', { deadline: 'PT10M' });
      const inTime = await start('in time', 'web', { deadline: 'PT9H' });
      const paused = await start('paused', 'shop');
      const killed = await start('killed', 'till');
      const exporting = (run: WorkflowHandle): Promise<true> =>
        waitFor('the export', async () => (await progressOf(run)).phase === 'export' || undefined);
      await Promise.all([late, inTime, paused, killed].map(exporting));
      await killed.terminate('by a person');
      // There is room for four: it gets the turn of the one before.
      const cancelled = await start('cancelled', 'mail');
      await exporting(cancelled);
      await cancelled.cancel();
      await failureOf(cancelled);
      await paused.signal('pause', 'the DBA needs it');
      isHostThere = false;
      const hostless = await start('hostless', 'bank');
      await waitFor('the wait for a host', async () => (await progressOf(hostless)).phase === 'waiting for a worker');
      const queued = await start('queued', 'post');
      await waitFor('the wait for a turn', async () => (await progressOf(queued)).phase === 'waiting for its turn');

      await finds('Late now', ['late']);
      await finds('Failed this week', ['failed', 'killed']);
      await finds('Sealed last night', ['sealed']);
      await finds('Paused', ['paused']);
      await finds('Waiting for their turn', ['hostless', 'queued']);
      await finds('Of one database', ['sealed']);
      expect(await found(commandOf('Failed this week').replace('7 days ago', '7 days'))).toEqual([]);
      expect(await found(commandOf('Sealed last night').replace('yesterday', 'tomorrow'))).toEqual([]);
      expect(await found(commandOf('Late now').replace('date -u', 'date -u -d "1 day"'))).toEqual(['in time', 'late']);

      await paused.signal('resume');
      await finds('Paused', []);
      const left = [late, inTime, paused, hostless, queued];
      await Promise.all(left.map((run) => run.cancel()));
      await Promise.all(left.map(failureOf));
    });
  });
});

describe('a search attribute of another type', () => {
  beforeAll(async () => {
    const { operatorService } = lab.client.connection;
    await operatorService.removeSearchAttributes({ namespace: 'default', searchAttributes: ['RedoubtPhase'] });
    await promisify(execFile)(
      join(path, 'temporal'),
      ['operator', 'search-attribute', 'create', '--name', 'RedoubtPhase', '--type', 'Int'],
      { env: { ...process.env, TEMPORAL_ADDRESS: lab.address } },
    );
  });

  test('would hang a run that set it', async () => {
    await lab.run({}, async () => {
      const run = await startBackup(lab, 'hangs');
      await waitFor('the task that fails', async () =>
        (await run.fetchHistory()).events?.some((event) => event.workflowTaskFailedEventAttributes != null),
      );
      await run.terminate('it would go on for ever');
    });
  });

  test('counts as missing: the run says so, is sealed, and can be found by the others', async () => {
    const planBackup: ScriptedActivities['planBackup'] = async (request) => {
      const { usable, warning } = await usableSearchAttributes(lab.client);
      const { plan } = await scriptedActivities([]).planBackup(request);
      return { plan: { ...plan, searchAttributes: usable }, warnings: warning };
    };
    await lab.run({ planBackup }, async () => {
      const run = await startBackup(lab, 'typed');
      const { outcome, warnings } = await resultOf(run);
      expect({ outcome, warnings }).toEqual({
        outcome: 'sealed',
        warnings: [
          'runs cannot be filtered by RedoubtPhase (Int, and has to be Keyword); `redoubt doctor` says how to mend it',
        ],
      });
      const { typedSearchAttributes } = await run.describe();
      const tags = typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value]);
      expect(tags).toEqual(
        expect.arrayContaining([
          ['RedoubtDatabase', 'typed'],
          ['RedoubtOutcome', 'sealed'],
        ]),
      );
    });
  });
});
