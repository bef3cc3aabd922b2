import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { searchAttributeTypeNumber, searchAttributeTypes } from '../../../src/domain/search-attributes';
import { requireTool } from '../../../src/sandbox/tools/find-tool';
import { startWorkerProcess } from '../../harness/worker-process';
import { collectCli } from '../collected-io';
import { doctor, type Doctored } from './doctor-findings';
import { startGrpcGateway, type GrpcGateway } from '../grpc-gateway';
import { startScheduleLab, type ScheduleLab } from '../schedule/schedule-lab';

let lab: ScheduleLab;
let gateway: GrpcGateway;
let temporal: string;

beforeAll(async () => {
  temporal = await requireTool('temporal', process.env);
  lab = await startScheduleLab();
  gateway = await startGrpcGateway(lab.address);
  lab.configure('gateway.yaml', '  {}\n', (config) => config.replace(lab.address, gateway.address));
  for (const namespace of ['full', 'typed']) await shell(`temporal operator namespace create --namespace ${namespace}`);
  for (const namespace of ['full', 'typed', 'nowhere']) {
    lab.configure(`${namespace}.yaml`, '  {}\n', (config) => config.replace('default', namespace));
  }
});
afterAll(async () => {
  await gateway.close();
  await lab.stop();
});
afterEach(() => {
  gateway.rules = {};
});

/** As a person's shell runs it. */
const shell = (command: string): Promise<unknown> =>
  promisify(execFile)('sh', ['-c', command], {
    env: {
      ...process.env,
      PATH: `${dirname(temporal)}:${process.env['PATH'] ?? ''}`,
      TEMPORAL_ADDRESS: lab.address,
    },
  });

const attributes = Object.keys(searchAttributeTypes);
const titles = ({ sections }: Doctored): readonly string[] => sections.map(({ title }) => title);
const create = (...more: readonly string[]): Promise<Doctored> => doctor(lab, '--create-search-attributes', ...more);

test('a Temporal without workers and search attributes is told check by check, with what to do', async () => {
  const { stdout, exitCode } = await lab.run('doctor');
  expect(exitCode).toBe(4);
  const { of, sections } = await doctor(lab);
  expect(sections.map(({ title }) => title)).toEqual([
    'TCP acceleration on this host',
    'Settings that Redoubt changed on this host',
    'Monitoring on this host',
    'Configuration',
    'Temporal',
    'Schedules',
    'Notifications',
  ]);
  expect(of('reachable')).toMatchObject([{ state: 'ok', reason: expect.stringMatching(`^${lab.address} answered`) }]);
  expect(of('server')).toMatchObject([{ state: 'ok', reason: expect.stringMatching(/^version \d+\.\d+/) }]);
  expect(of('namespace default')).toMatchObject([{ state: 'ok' }]);
  expect(of('search attribute RedoubtDeadline')).toMatchObject([
    { state: 'missing', remedy: '`redoubt doctor --create-search-attributes`' },
  ]);
  expect(of('task queue redoubt, workflows')).toMatchObject([{ state: 'broken', code: 'NO_WORKER' }]);
  expect(of('task queue redoubt-restore')).toMatchObject([{ state: 'missing' }]);
  expect(stdout).toMatch(/\nTemporal\n {2}ok {7}reachable .*answered after \d+ ms\n/);
});

test('a retention period of a day is too short for nights, and its remedy makes it long enough', async () => {
  const [short] = (await doctor(lab)).of('retention');
  expect(short).toMatchObject({ state: 'note', reason: expect.stringContaining('forgotten 1 d after their end') });
  await shell(short?.remedy ?? '');
  expect((await doctor(lab)).of('retention')).toMatchObject([{ state: 'ok', reason: expect.stringContaining('30 d') }]);
});

test('search attributes are created with their types, and a second time nothing is changed', async () => {
  const first = await create();
  expect(first.exitCode).toBe(0);
  expect(titles(first)).toEqual(['Search attributes']);
  expect(first.of('RedoubtDeadline')).toMatchObject([{ state: 'ok', reason: 'created, of type Datetime' }]);
  const { customAttributes } = await lab.client.connection.operatorService.listSearchAttributes({
    namespace: 'default',
  });
  expect(customAttributes).toMatchObject(
    Object.fromEntries(
      Object.entries(searchAttributeTypes).map(([name, type]) => [name, searchAttributeTypeNumber(type)]),
    ),
  );
  const second = await create();
  expect(second.exitCode).toBe(0);
  for (const name of attributes) {
    expect(second.of(name)).toMatchObject([{ state: 'ok', reason: expect.stringMatching(/^was there, of type/) }]);
  }
  const { of } = await doctor(lab);
  expect(attributes.map((name) => of(`search attribute ${name}`)[0]?.state)).toEqual(attributes.map(() => 'ok'));
});

test('one of another type is left alone, and the command that is printed mends it', async () => {
  await shell('temporal operator search-attribute create --namespace typed --name RedoubtDeadline --type Keyword');
  const created = await create('--config', 'typed.yaml');
  expect(created.exitCode).toBe(4);
  expect(created.of('RedoubtDatabase')).toMatchObject([{ state: 'ok', reason: 'created, of type Keyword' }]);
  expect(created.of('RedoubtDeadline')).toMatchObject([
    { state: 'broken', reason: expect.stringContaining('it is of type Keyword, and has to be of type Datetime') },
  ]);
  const [wrong] = (await doctor(lab, '--config', 'typed.yaml')).of('search attribute RedoubtDeadline');
  expect(wrong).toMatchObject({ state: 'missing', reason: expect.stringContaining('no run is tagged with it') });
  await shell(wrong?.remedy ?? '');
  expect((await doctor(lab, '--config', 'typed.yaml')).of('search attribute RedoubtDeadline')).toMatchObject([
    { state: 'ok', reason: 'Datetime' },
  ]);
});

test('a namespace without room for them refuses, in its own words', async () => {
  const others = Array.from({ length: 10 }, (_, i) => `--name Other${i} --type Keyword`).join(' ');
  await shell(`temporal operator search-attribute create --namespace full ${others}`);
  const { exitCode, stdout } = await lab.run('doctor', '--create-search-attributes', '--config', 'full.yaml');
  expect(exitCode).toBe(4);
  expect(stdout).toMatch(/broken +Search attributes +.*cannot have more than 10 search attribute of type Keyword/);
  expect(stdout).toContain('remove what nobody uses, then run this again');
});

test('a server that lets nobody create them says so, with the command for somebody who may', async () => {
  await lab.client.connection.operatorService.removeSearchAttributes({
    namespace: 'default',
    searchAttributes: ['RedoubtOutlook'],
  });
  gateway.rules = { AddSearchAttributes: { code: 7, message: 'Request unauthorized.' } };
  const { exitCode, stdout } = await lab.run('doctor', '--create-search-attributes', '--config', 'gateway.yaml');
  expect(exitCode).toBe(4);
  expect(stdout).toContain('does not create RedoubtOutlook: Request unauthorized.');
  expect(stdout).toContain(
    `Have an operator of this Temporal run: temporal operator search-attribute create --address ${gateway.address}`,
  );
  gateway.rules = { ListSearchAttributes: { code: 7, message: 'Request unauthorized.' } };
  const { of } = await doctor(lab, '--config', 'gateway.yaml');
  expect(of('search attributes')).toMatchObject([
    { state: 'note', reason: expect.stringContaining('Temporal does not tell') },
  ]);
});

test('a namespace that is not there is told with the command that creates it', async () => {
  const { exitCode, of } = await doctor(lab, '--config', 'nowhere.yaml');
  expect(exitCode).toBe(4);
  expect(of('namespace nowhere')).toMatchObject([
    { state: 'broken', remedy: expect.stringContaining('temporal operator namespace create') },
  ]);
  expect(of('retention')).toEqual([]);
});

describe('a Temporal that does not answer holds nobody up', () => {
  test('one that is down is a finding, and the other sections are told all the same', async () => {
    lab.configure('away.yaml', '  {}\n', (config) => config.replace(lab.address, '127.0.0.1:1'));
    const run = await doctor(lab, '--config', 'away.yaml');
    expect(run.exitCode).toBe(4);
    expect(titles(run)).toEqual(expect.arrayContaining(['TCP acceleration on this host', 'Notifications']));
    expect(run.of('reachable')).toMatchObject([
      {
        state: 'broken',
        reason: expect.stringMatching(/^cannot reach Temporal at 127\.0\.0\.1:1: .*; gave up after \d+ s$/),
        remedy: expect.stringContaining('temporal.address'),
      },
    ]);
  });

  test('nor one that takes connections and says nothing', async () => {
    const sockets: Socket[] = [];
    const server = createServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    lab.configure('mute.yaml', '  {}\n', (config) => config.replace(lab.address, `127.0.0.1:${port}`));
    const { of } = await doctor(lab, '--config', 'mute.yaml');
    expect(of('reachable')).toMatchObject([{ state: 'broken', code: 'TEMPORAL_UNREACHABLE' }]);
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  test('nor one that goes silent in the middle: what it did not answer is told, check by check', async () => {
    gateway.rules = { DescribeTaskQueue: 'silence', ListSchedules: 'silence' };
    const { of } = await doctor(lab, '--config', 'gateway.yaml');
    expect(of('namespace default')).toMatchObject([{ state: 'ok' }]);
    expect(of('task queues')).toMatchObject([{ state: 'broken', reason: expect.stringMatching(/deadline/i) }]);
    expect(of('schedules')).toMatchObject([{ state: 'broken', code: 'TEMPORAL_UNREACHABLE' }]);
    expect(of('webhook')).toHaveLength(1);
  });
});

test('workers are told with their queues, the lane of each host, and who serves restores', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'redoubt-doctor-'));
  await collectCli(['keygen', '--dir', folder]);
  const identityFile = join(folder, 'identity.txt');
  const worker = await startWorkerProcess({
    host: 'db1',
    configPath: lab.path('redoubt.yaml'),
    identityFile,
  });
  try {
    const { of, exitCode } = await doctor(lab);
    const asked = expect.stringMatching(/redoubt@db1 \(4 lanes, process \d+\); asked \d+ s ago$/);
    expect(exitCode).toBe(0);
    for (const check of [
      'task queue redoubt, workflows',
      'task queue redoubt, activities',
      'task queue redoubt-restore',
    ]) {
      expect(of(check)).toMatchObject([{ state: 'ok', reason: asked }]);
    }
    expect(of('lane redoubt@db1')).toMatchObject([
      { state: 'ok', reason: expect.stringMatching(/^4 backups at once/) },
    ]);
  } finally {
    await worker.kill();
    rmSync(folder, { recursive: true });
  }
});
