import { describeExamined } from '../../../src/cli/doctor/describe';
import { doctorExitCode, examine } from '../../../src/cli/doctor/examine';
import { hostTuningSection } from '../../../src/cli/doctor/host-tuning-section';
import type { DoctorFinding, DoctorSection } from '../../../src/cli/doctor/section';
import { tcpSection } from '../../../src/cli/doctor/tcp-section';
import { createHostTuning } from '../../../src/transport/host-tuning';
import { BackupError } from '../../../src/errors';
import { redoubt } from '../../harness/redoubt-command';
import { makeFakeProc } from '../../transport/fake-proc';
import { collectCli } from '../collected-io';

/** Where neither redoubt.yaml nor a sandbox is. */
const nowhere = { cwd: '/no/such', env: { REDOUBT_SANDBOX_DIR: '/no/such' } };

const finding = (state: DoctorFinding['state'], change: Partial<DoctorFinding> = {}): DoctorFinding => ({
  check: 'fast open',
  state,
  reason: 'the reason',
  remedy: 'the remedy',
  ...change,
});
const section = (title: string, run: DoctorSection['run']): DoctorSection => ({ title, run });

test('without a configuration it tells what this host can do', async () => {
  const { exitCode, stdout, stderr } = await collectCli(['doctor'], nowhere);
  expect([exitCode, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^TCP acceleration on this host\n {2}(ok|missing) +linux/);
  expect(stdout).toMatch(/\nConfiguration\n {2}note +file +there is none here.*\n.*\n$/);
});

test('--json holds each check with its state, reason and remedy', async () => {
  const { stdout } = await collectCli(['doctor', '--json'], nowhere);
  const { sections } = JSON.parse(stdout) as { sections: { findings: DoctorFinding[] }[] };
  expect(sections[0]?.findings[0]).toMatchObject({ check: 'linux', state: expect.stringMatching(/^(ok|missing)$/) });
});

test('the built command ends with exit code 0 where nothing is broken', async () => {
  expect(await redoubt(['doctor'], '/no/such')).toMatchObject({ exitCode: 0 });
});

test('a host that is no Linux is missing something, and not broken', async () => {
  const examined = await examine([tcpSection({ platform: 'darwin' })]);
  expect(describeExamined(examined)).toMatch(
    /missing {2}linux {2}this host runs darwin.*\n +-> run the worker on Linux$/,
  );
  expect(doctorExitCode(examined)).toBe(0);
});

test('a check is a line, and its remedy stands under it where there is one to take', () => {
  const findings = [finding('ok'), finding('note', { check: 'ipv6' }), finding('missing', { remedy: null })];
  expect(
    describeExamined([
      { title: 'A', findings },
      { title: 'B', findings: [] },
    ]),
  ).toBe(
    [
      'A',
      '  ok       fast open  the reason',
      '  note     ipv6       the reason',
      '                      -> the remedy',
      '  missing  fast open  the reason',
      '',
      'B',
    ].join('\n'),
  );
});

test('a section that fails is broken, has its error’s exit code, and does not stop the others', async () => {
  const examined = await examine([
    section('database', () => Promise.reject(new BackupError('UNKNOWN_DATABASE', 'no database salse'))),
    section('host', async () => [finding('ok')]),
  ]);
  expect(examined.map(({ findings }) => findings[0]?.state)).toEqual(['broken', 'ok']);
  expect(examined[0]?.findings[0]).toMatchObject({ reason: 'no database salse', code: 'UNKNOWN_DATABASE' });
  expect(doctorExitCode(examined)).toBe(3);
});

test('a defect in a section is told as one', async () => {
  const examined = await examine([section('host', () => Promise.reject(new Error('x is undefined')))]);
  expect(doctorExitCode(examined)).toBe(1);
});

test('notes and what is missing are no failures', async () => {
  const examined = await examine([section('host', async () => [finding('note'), finding('missing')])]);
  expect(doctorExitCode(examined)).toBe(0);
});

const onLinux = process.platform === 'linux' ? describe : describe.skip;
onLinux('a host that is tuned (needs Linux: the lock is a socket with an abstract name)', () => {
  test('is shown with what was changed, for whom, and where the record is', async () => {
    const proc = makeFakeProc();
    const place = { procRoot: proc.procRoot, stateDirectories: [proc.stateDirectory] };
    const shown = async () => describeExamined(await examine([hostTuningSection(place)]));
    try {
      expect(await shown()).toMatch(/ok {7}record {2}none is changed$/);
      await createHostTuning(place).acquire({ tag: 'PROD', backupId: 'b1' });
      expect(await shown()).toMatch(/note {5}net.ipv4.tcp_fastopen +0 -> 1, for b1 \(PROD\)\n +-> the last of them/);
      expect(await shown()).toContain(`${proc.stateDirectory}/host-tuning-`);
      await createHostTuning(place).release({ tag: 'PROD', backupId: 'b1' });
      expect(await shown()).toMatch(/none is changed$/);
    } finally {
      proc.remove();
    }
  });
});
