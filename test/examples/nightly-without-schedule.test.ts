import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { ApplicationFailure } from '@temporalio/common';
import type { ExportOutcome } from '../../src/domain/completed-export';
import { exampleConfig } from '../config/example-config';
import { program } from '../harness/redoubt-command';
import { waitFor } from '../harness/wait-for';
import { progressOf, statusOf } from '../workflows/backup-runs';
import { exported } from '../workflows/scripted-activities';
import { openWorkflowLab, type WorkflowLab } from '../workflows/workflow-lab';

const folder = join(__dirname, '../../examples/nightly-without-schedule');
const script = join(folder, 'nightly-backup.sh');
const service = readFileSync(join(folder, 'redoubt-nightly@.service'), 'utf8');
const timer = readFileSync(join(folder, 'redoubt-nightly@.timer'), 'utf8');

describe('the script', () => {
  let lab: WorkflowLab;
  let home: string;
  beforeAll(async () => {
    lab = await openWorkflowLab();
    home = mkdtempSync(join(tmpdir(), 'redoubt-nightly-'));
    writeFileSync(join(home, 'redoubt.yaml'), exampleConfig.replace('localhost:7233', lab.address));
    writeFileSync(join(home, 'redoubt'), `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`);
    chmodSync(join(home, 'redoubt'), 0o755);
  });
  afterAll(async () => {
    rmSync(home, { recursive: true });
    await lab.close();
  });

  /** As a timer starts it, where `redoubt` is on the PATH. */
  function nightly(): { readonly ended: Promise<number | null>; text(): string } {
    const PATH = `${home}${delimiter}${process.env['PATH'] ?? ''}`;
    const env = { ...process.env, PATH, REDOUBT_CONFIG: join(home, 'redoubt.yaml'), REDOUBT_POLICY: 'settle' };
    const child = spawn('sh', [script, 'sales'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    for (const output of [child.stdout, child.stderr])
      output.setEncoding('utf8').on('data', (piece) => (text += piece));
    return { text: () => text, ended: once(child, 'close').then(() => child.exitCode) };
  }
  const tonight = (): string => `nightly/sales/${spawnSync('date', ['+%F'], { encoding: 'utf8' }).stdout.trim()}`;

  test('backs up under tonight’s name and its deadline; run twice it follows the backup that runs', async () => {
    const finish = Promise.withResolvers<ExportOutcome>();
    const runExport = (): Promise<ExportOutcome> => {
      lab.calls.push('export');
      return finish.promise;
    };
    await lab.run({ runExport }, async ({ client, calls }) => {
      const first = nightly();
      await waitFor('the export', () => calls.includes('export'));
      const { deadline } = (await progressOf(client.workflow.getHandle(tonight()))).timing;
      expect(deadline?.policy).toBe('settle');
      const second = nightly();
      await waitFor('the second to follow', () => /DATABASE_BUSY[^]*sales: export/.test(second.text()));
      finish.resolve(exported);
      expect([await first.ended, await second.ended]).toEqual([0, 0]);
      expect(second.text()).toContain('sealed: backup');
      expect(calls.filter((call) => call === 'export')).toHaveLength(1);
    });
  });

  test('answers a failed backup with its exit code', async () => {
    const runExport = (): Promise<never> =>
      Promise.reject(ApplicationFailure.nonRetryable('table EMP failed', 'EXPORT_INCOMPLETE'));
    await lab.run({ runExport }, async () => {
      const run = nightly();
      expect([await run.ended, run.text()]).toEqual([8, expect.stringContaining('table EMP failed')]);
      expect(await statusOf(lab, tonight())).toBe('FAILED');
    });
  });
});

const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;
const withSystemd = hasSystemd ? test : test.skip;
const skipped = hasSystemd ? '' : ' (skipped: systemd-analyze is not installed)';

/* oxlint-disable jest/no-standalone-expect -- they stand in tests, chosen above */
withSystemd(`systemd takes the timer and its service${skipped}`, () => {
  const units = mkdtempSync(join(tmpdir(), 'redoubt-units-'));
  try {
    // What it starts need not be installed where it is checked.
    writeFileSync(
      join(units, 'redoubt-nightly@.service'),
      service.replace('/usr/local/bin/nightly-backup.sh', '/bin/sh'),
    );
    writeFileSync(join(units, 'redoubt-nightly@.timer'), timer);
    writeFileSync(join(units, 'redoubt-nightly@sales.timer'), timer);
    const { status, stdout, stderr } = spawnSync(
      'systemd-analyze',
      ['verify', '--man=no', join(units, 'redoubt-nightly@sales.timer')],
      { encoding: 'utf8', env: { ...process.env, SYSTEMD_UNIT_PATH: `${units}:` } },
    );
    const told = `${stdout}${stderr}`.split('\n').filter((line) => line.includes('redoubt'));
    expect([status, told]).toEqual([0, []]);
  } finally {
    rmSync(units, { recursive: true });
  }
});

/** When a timer elapses in the nights around the spring of 2027, in ms since the epoch. */
function nightsOf(calendar: string): readonly number[] {
  const options = ['calendar', '--iterations=60', '--base-time=2027-03-01 12:00:00 UTC', calendar];
  const { stdout } = spawnSync('systemd-analyze', options, { encoding: 'utf8', env: { ...process.env, TZ: 'UTC' } });
  return [...stdout.matchAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/g)].map(([at]) => Date.parse(at));
}

const longestGapHours = (nights: readonly number[]): number =>
  Math.max(...nights.slice(1).map((night, i) => (night - (nights[i] ?? 0)) / 3_600_000));

withSystemd(`the timer leaves no night out, as 01:00 in London would${skipped}`, () => {
  const calendar = /^OnCalendar=(.*)$/m.exec(timer)?.[1] ?? '';
  const nights = nightsOf(calendar);
  expect([nights.length, longestGapHours(nights)]).toEqual([60, 24]);
  expect(longestGapHours(nightsOf('*-*-* 01:00:00 Europe/London'))).toBeGreaterThan(40);
});
