import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { requireTool } from '../../../src/sandbox/tools/find-tool';
import type { ScheduleEntry } from '../../../src/cli/schedule/schedule-entry';
import { waitFor } from '../../harness/wait-for';
import { startScheduleLab, type ScheduleLab } from './schedule-lab';

let lab: ScheduleLab;
beforeAll(async () => {
  lab = await startScheduleLab();
});
afterAll(() => lab.stop());

test('an outage of Temporal over the time of a nightly run still gives the run', async () => {
  const due = new Date(Math.ceil(Date.now() / 1000) * 1000 + 4000);
  const cron = `${due.getUTCSeconds()} ${due.getUTCMinutes()} ${due.getUTCHours()} * * * *`;
  expect((await lab.redoubt('create', 'sales', '--cron', cron, '--id', 'outage')).exitCode).toBe(0);
  await lab.server.kill();
  await waitFor('the time of the run to pass', () => Date.now() > due.getTime() + 1000);
  await lab.server.start();
  const run = await waitFor('the run that was missed', async () => {
    const { schedules } = JSON.parse((await lab.redoubt('list', '--json')).stdout) as {
      schedules?: readonly ScheduleEntry[];
    };
    return schedules?.find(({ scheduleId }) => scheduleId === 'outage')?.recentRuns[0];
  });
  expect(run.scheduledAt).toBe(due.toISOString());
  expect(Date.parse(run.startedAt)).toBeGreaterThan(due.getTime() + 1000);
});

test('the commands of `temporal` in docs/schedules.md do what they say', async () => {
  const page = readFileSync(join(__dirname, '../../../docs/schedules.md'), 'utf8');
  const block = /```sh\n(temporal schedule create[^]*?)```/.exec(page)?.[1] ?? '';
  const lines = block.replaceAll('\\\n', ' ').trim().split('\n');
  expect(lines.map((line) => line.split(' ')[2])).toEqual([
    'create',
    'list',
    'describe',
    'toggle',
    'toggle',
    'trigger',
    'backfill',
    'delete',
  ]);
  const program = await requireTool('temporal', process.env);
  const run = (line: string): Promise<unknown> =>
    promisify(execFile)('sh', ['-c', line.replace(/^temporal/, `"${program}"`)], {
      env: { ...process.env, TEMPORAL_ADDRESS: lab.address },
    });
  const [create = '', ...more] = lines;
  await run(create);
  const entry = await waitFor('the schedule in the list', async () => {
    const { schedules } = (await lab.json('list')) as { schedules: readonly ScheduleEntry[] };
    return schedules.find(({ scheduleId }) => scheduleId === 'sales-nightly');
  });
  expect(entry).toMatchObject({ database: 'sales', source: 'hand', timezone: 'Europe/London' });
  expect(entry.warnings[0]).toContain('`redoubt schedule repair sales-nightly`');
  for (const line of more) await run(line);
  expect((await lab.redoubt('pause', 'sales-nightly')).exitCode).toBe(4);
});
