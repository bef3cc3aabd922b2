import { hash, randomBytes } from 'node:crypto';
import { Agent } from 'node:http';
import type { RegionSettings } from '../../../src/domain/region-settings';
import { FaultyLine, type Fault } from '../faulty-line';
import { codeOf, regionContract } from './region-contract';
import { freePort, Gateway } from '../versitygw';

const timeouts = { connectMs: 500, idleMs: 700, callMs: 3000 };
const body = randomBytes(3_000_000);
const sha256 = hash('sha256', body);

describe('an S3 region', () => {
  let gateway: Gateway;
  let line: FaultyLine;

  beforeAll(async () => {
    gateway = await Gateway.start('london');
    line = await FaultyLine.to(() => gateway.port);
  });
  afterAll(async () => {
    await line.close();
    await gateway.remove();
  });
  beforeEach(() => {
    Object.assign(line, { fault: { kind: 'none' }, only: /./, times: Infinity });
  });

  regionContract('versitygw', () => gateway.open());
  regionContract('versitygw over a line', () => gateway.open({ endpoint: line.endpoint }));

  describe('check', () => {
    const check = async (changes: Partial<RegionSettings>): Promise<unknown> => {
      const region = gateway.open(changes, { timeouts });
      return codeOf(region.check()).finally(() => region.close());
    };
    const credentials = { accessKeyId: 'redoubt', secretAccessKey: 'redoubt-secret' };

    it('tells what is wrong apart', async () => {
      expect(await check({ bucket: 'nowhere' })).toBe('BUCKET_MISSING');
      expect(await check({ credentials: { ...credentials, secretAccessKey: 'wrong' } })).toBe(
        'REGION_CREDENTIALS_REFUSED',
      );
      expect(await check({ credentials: { ...credentials, accessKeyId: 'nobody' } })).toBe(
        'REGION_CREDENTIALS_REFUSED',
      );
      expect(await check({ region: 'us-east-1' })).toBe('REGION_MISCONFIGURED');
      expect(await check({ endpoint: 'http://no-such-host.invalid' })).toBe('REGION_MISCONFIGURED');
      expect(await check({ endpoint: gateway.endpoint.replace('http', 'https') })).toBe('REGION_MISCONFIGURED');
      expect(await check({ endpoint: `http://127.0.0.1:${await freePort()}` })).toBe('REGION_UNAVAILABLE');
    });

    it('finds out that objects cannot be written', async () => {
      Object.assign(line, { fault: { kind: 'answer', status: 403, code: 'AccessDenied' }, only: /^PUT/ });
      expect(await check({ endpoint: line.endpoint })).toBe('REGION_ACCESS_DENIED');
    });
  });

  describe('a PUT that fails', () => {
    const faults: readonly [string, Fault, string][] = [
      ['500', { kind: 'answer', status: 500, code: 'InternalError' }, 'REGION_UNAVAILABLE'],
      ['SlowDown', { kind: 'answer', status: 503, code: 'SlowDown' }, 'REGION_UNAVAILABLE'],
      [
        'a conflict of two writers',
        { kind: 'answer', status: 409, code: 'ConditionalRequestConflict' },
        'REGION_UNAVAILABLE',
      ],
      ['an expired token', { kind: 'answer', status: 400, code: 'ExpiredToken' }, 'REGION_CREDENTIALS_REFUSED'],
      ['a wrong clock', { kind: 'answer', status: 403, code: 'RequestTimeTooSkewed' }, 'REGION_CREDENTIALS_REFUSED'],
      ['a region that hangs', { kind: 'hang' }, 'REGION_UNAVAILABLE'],
      ['a connection cut in mid-PUT', { kind: 'cut', afterBytes: 1_000_000 }, 'REGION_UNAVAILABLE'],
    ];
    it.each(faults)('%s', async (name, fault, code) => {
      Object.assign(line, { fault, only: /^PUT/ });
      const region = gateway.open({ endpoint: line.endpoint }, { timeouts });
      const key = `faults/${hash('sha256', name)}`;
      expect(await codeOf(region.putObject(key, body, sha256))).toBe(code);
      line.fault = { kind: 'none' };
      expect(await region.putObject(key, body, sha256)).toBe('stored');
      region.close();
    });

    it('counts as present where the region had taken the object before the line was cut', async () => {
      const direct = gateway.open();
      await direct.putObject('faults/taken', body, sha256);
      Object.assign(line, { fault: { kind: 'cut', afterBytes: 500_000 }, only: /^PUT/ });
      const region = gateway.open({ endpoint: line.endpoint }, { timeouts });
      expect(await region.putObject('faults/taken', body, sha256)).toBe('present');
      region.close();
      direct.close();
    });
  });

  it('lists, looks and puts an index while parts have all connections', async () => {
    Object.assign(line, { fault: { kind: 'hang' }, only: /^PUT .*part/ });
    const httpAgent = (connections = 1): Agent => new Agent({ keepAlive: true, maxSockets: connections });
    const region = gateway.open({ endpoint: line.endpoint }, { httpAgent });
    const stop = new AbortController();
    const puts = ['a', 'b', 'c'].map((name) =>
      region.putObject(`busy/part-${name}`, body, sha256, { signal: stop.signal }).catch((error: unknown) => error),
    );
    const index = Buffer.from('index');
    expect(await region.putObject('busy/index', index, hash('sha256', index))).toBe('stored');
    expect(await region.headObject('busy/index')).toMatchObject({ sizeBytes: index.length });
    const listed = [];
    for await (const { key } of region.listObjects('busy/')) listed.push(key);
    expect(listed).toEqual(['busy/index']);
    stop.abort('enough');
    expect(await Promise.all(puts)).toEqual(['enough', 'enough', 'enough']);
    region.close();
  });

  it('reports a body that ends too early, or stops, as a region that is out of reach', async () => {
    const region = gateway.open({ endpoint: line.endpoint }, { timeouts });
    await region.putObject('faults/get', body, sha256);
    Object.assign(line, { fault: { kind: 'truncate' }, only: /^GET/ });
    expect(await codeOf(region.getObject('faults/get'))).toBe('REGION_UNAVAILABLE');
    line.fault = { kind: 'hang' };
    expect(await codeOf(region.getObject('faults/get'))).toBe('REGION_UNAVAILABLE');
    region.close();
  });
});
