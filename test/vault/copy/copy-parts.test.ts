import { hash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { indexBytes, type IndexLine } from '../../../src/domain/manifest';
import { BackupError } from '../../../src/errors';
import { copyParts, type CopyOrder } from '../../../src/vault/copy/copy-parts';
import { PartMemory, type MemoryUse, type PartLease } from '../../../src/vault/seal/part-memory';
import { PartThreads } from '../../../src/vault/seal/part-threads';
import type { Region } from '../../../src/vault/region/region';
import { RegionHealth } from '../../../src/vault/region/region-health';
import { sealedRoom } from '../../../src/vault/seal/sealer';
import { keyIn } from '../../../src/vault/objects/vault-place';
import { database, exampleBytes, exampleKeys, never, orderFor, type ExampleKeys } from '../example-backup';
import { FaultyLine } from '../faulty-line';
import { codeOf } from '../region/region-contract';
import { Gateway } from '../versitygw';

const timeouts = { connectMs: 500, idleMs: 1000, callMs: 5000 };
const retries = { attempts: 3, withinMs: 2000, firstDelayMs: 50, maxDelayMs: 200 };
const partBytes = 50_000;
const bytes = exampleBytes(20 * partBytes - 123);

/** Knows every buffer that it ever lent. */
class CountedMemory extends PartMemory {
  readonly buffers = new Set<SharedArrayBuffer>();

  override async lease(use: MemoryUse, sizeBytes: number, signal: AbortSignal): Promise<PartLease> {
    const lease = await super.lease(use, sizeBytes, signal);
    this.buffers.add(lease.memory);
    return lease;
  }
}

describe('copying parts', () => {
  const names = ['london', 'frankfurt', 'stockholm'] as const;
  let gateways: Gateway[];
  let lines: FaultyLine[];
  let regions: Region[];
  let keys: ExampleKeys;
  let threads: PartThreads;
  let backups = 0;
  let backupId: string;

  beforeAll(async () => {
    gateways = await Promise.all(names.map((name) => Gateway.start(name)));
    lines = await Promise.all(gateways.map((gateway) => FaultyLine.to(() => gateway.port)));
    keys = await exampleKeys();
    threads = new PartThreads(2);
  });
  beforeEach(() => {
    for (const line of lines) Object.assign(line, { fault: { kind: 'none' }, only: /^PUT/, times: Infinity });
    regions = gateways.map((gateway, i) => gateway.open({ endpoint: lineOf(i).endpoint }, { timeouts }));
    backups += 1;
    backupId = `20261123T0815${String(backups).padStart(2, '0')}Z-3f2a9c`;
  });
  afterEach(() => {
    for (const region of regions) region.close();
  });
  afterAll(async () => {
    await threads.close();
    await Promise.all([...lines.map((line) => line.close()), ...gateways.map((gateway) => gateway.remove())]);
  });

  function lineOf(i: number): FaultyLine {
    const line = lines[i];
    if (line === undefined) throw new Error(`no line ${i}`);
    return line;
  }

  function order(changes: Partial<CopyOrder> = {}, health = new RegionHealth()): CopyOrder {
    const base = orderFor({ bytes, partBytes }, { threads, keys, regions, backupId, health });
    return { ...base, ...changes, limits: { partsInFlight: 4, connectionsOf: () => 2, retries, ...changes.limits } };
  }

  /** The lines whose objects a region holds, by its files on disk. */
  async function heldBy(i: number, all: readonly IndexLine[]): Promise<number> {
    const [gateway, region] = [gateways[i], regions[i]];
    if (gateway === undefined || region === undefined) throw new Error(`no region ${i}`);
    const found = await Promise.all(
      all.map(({ key }) =>
        readFile(gateway.pathOf(keyIn(region, { database, backupId }, key))).then(
          () => 1,
          () => 0,
        ),
      ),
    );
    return found.reduce<number>((sum, one) => sum + one, 0);
  }

  it('puts the same sealed bytes in every region, reading each part once and few at a time', async () => {
    const base = order();
    const reads: number[] = [];
    let inMemory = 0;
    let most = 0;
    const result = await copyParts({
      ...base,
      source: {
        ...base.source,
        readPart: (range, signal, into) => {
          reads.push(range.part);
          most = Math.max(most, (inMemory += 1));
          return base.source.readPart(range, signal, into);
        },
      },
      onPart: () => (inMemory -= 1),
    });
    expect(result).toMatchObject({ stopped: false, missing: {}, bytes: bytes.length });
    expect(result.lines.map(({ part }) => part)).toEqual(Array.from({ length: 20 }, (_, i) => i));
    expect(reads.toSorted((a, b) => a - b)).toEqual(result.lines.map(({ part }) => part));
    expect(most).toBeLessThanOrEqual(4);
    for (const i of [0, 1, 2]) expect(await heldBy(i, result.lines)).toBe(20);
  });

  it('tries a part again in the region where it failed, and there alone', async () => {
    Object.assign(lineOf(1), { fault: { kind: 'answer', status: 503, code: 'SlowDown' }, times: 2 });
    const before = lineOf(0).requests.length;
    const result = await copyParts(order());
    expect(result.missing).toEqual({});
    expect(await heldBy(1, result.lines)).toBe(20);
    expect(lineOf(0).requests.length - before).toBe(20);
  });

  it('goes on without a region that is down, asks it rarely, and says what it lacks and why', async () => {
    const health = new RegionHealth();
    lineOf(2).fault = { kind: 'refuse' };
    const before = lineOf(2).requests.length;
    const result = await copyParts(order({}, health));
    expect(result.lines).toHaveLength(20);
    expect(result.missing).toEqual({ stockholm: { parts: 20, reason: expect.stringContaining('REGION_UNAVAILABLE') } });
    expect(await heldBy(0, result.lines)).toBe(20);
    expect(health.isDown('stockholm')).toBe(true);
    expect(lineOf(2).requests.length - before).toBeLessThan(20);
  });

  it('uses a region again once it is back', async () => {
    const health = new RegionHealth({ firstProbeAfterMs: 1, maxProbeAfterMs: 5 });
    lineOf(2).fault = { kind: 'answer', status: 500, code: 'InternalError' };
    const result = await copyParts(
      order({ onPart: ({ part }) => void (part === 10 && (lineOf(2).fault = { kind: 'none' })) }, health),
    );
    const missing = result.missing['stockholm']?.parts ?? 0;
    expect(missing).toBeGreaterThan(5);
    expect(missing).toBeLessThan(20);
    expect(await heldBy(2, result.lines)).toBe(20 - missing);
    expect(health.isDown('stockholm')).toBe(false);
  });

  it('is not held back by a region that hangs', async () => {
    lineOf(2).fault = { kind: 'hang' };
    const startedAt = performance.now();
    const result = await copyParts(order({ limits: { patienceMs: 300 } }));
    expect(result.missing['stockholm']?.parts).toBe(20);
    expect(result.missing['london']).toBeUndefined();
    expect(performance.now() - startedAt).toBeLessThan(5000);
  });

  it('waits for a slow region only so long, and then goes on at the pace of the others', async () => {
    lineOf(1).fault = { kind: 'slow', bytesPerSecond: 30_000 };
    const startedAt = performance.now();
    const result = await copyParts(order({ limits: { patienceMs: 500 } }));
    expect(Object.keys(result.missing)).toEqual(['frankfurt']);
    expect(result.missing['frankfurt']?.reason).toContain('too slow');
    expect(performance.now() - startedAt).toBeLessThan(6000);
    expect(await heldBy(0, result.lines)).toBe(20);
  });

  it('counts credentials that are revoked in mid-run as that region’s failure', async () => {
    const result = await copyParts(
      order({
        onPart: ({ part }) => {
          if (part === 5) lineOf(0).fault = { kind: 'answer', status: 403, code: 'InvalidAccessKeyId' };
        },
      }),
    );
    expect(result.lines).toHaveLength(20);
    expect(result.missing['london']?.parts).toBeGreaterThan(5);
    expect(result.missing['london']?.reason).toContain('REGION_CREDENTIALS_REFUSED');
    expect(Object.keys(result.missing)).toEqual(['london']);
  });

  it('fails, so that it can be tried again, when no region takes a part', async () => {
    lineOf(0).fault = { kind: 'answer', status: 403, code: 'AccessDenied' };
    lineOf(1).fault = { kind: 'refuse' };
    lineOf(2).fault = { kind: 'answer', status: 503, code: 'SlowDown' };
    await expect(copyParts(order())).rejects.toMatchObject({ code: 'REGION_UNAVAILABLE', retryable: true });
  });

  it('ends with what reading threw', async () => {
    const base = order();
    const gone = new BackupError('DATABASE_CONNECTION_LOST', 'ORA-03113');
    const readPart: CopyOrder['source']['readPart'] = (range, signal, into) =>
      range.part === 7 ? Promise.reject(gone) : base.source.readPart(range, signal, into);
    const seen: number[] = [];
    const copied = copyParts({ ...base, source: { ...base.source, readPart }, onPart: ({ part }) => seen.push(part) });
    await expect(copied).rejects.toBe(gone);
    expect(Math.max(...seen)).toBeLessThan(12);
  });

  it('refuses a part that is read shorter than it is', async () => {
    const base = order();
    const readPart = (): Promise<Buffer> => Promise.resolve(Buffer.alloc(10));
    expect(await codeOf(copyParts({ ...base, source: { ...base.source, readPart } }))).toBe('DUMP_FILE_CHANGED');
  });

  it('stores the right bytes, whatever becomes of the PUTs whose memory is used again', async () => {
    const memory = new PartMemory({ budgetBytes: 500_000, plainLeases: 2 });
    const random = randomBytes(40 * partBytes);
    const base = orderFor({ bytes: random, partBytes }, { threads, keys, regions, backupId, memory });
    lineOf(1).fault = { kind: 'slow', bytesPerSecond: 150_000 };
    let most = 0;
    const { lines: done, missing } = await copyParts({
      ...base,
      limits: { connectionsOf: () => 3, patienceMs: 200, retries },
      onPart: ({ part }) => {
        most = Math.max(most, memory.leasedBytes);
        const answer = { kind: 'answer', status: 503, code: 'SlowDown' } as const;
        lineOf(2).fault = part % 3 === 0 ? answer : { kind: 'none' };
      },
    });
    expect(done).toHaveLength(40);
    expect(missing['london']).toBeUndefined();
    // Seven parts would be under way at once.
    expect(most).toBeLessThanOrEqual(500_000);
    let compared = 0;
    for (const [i, region] of regions.entries()) {
      for (const { key, sealedSha256 } of done) {
        const path = gateways[i]?.pathOf(keyIn(region, { database, backupId }, key)) ?? '';
        const stored = await readFile(path).catch(() => undefined);
        if (stored === undefined) continue;
        expect(hash('sha256', stored)).toBe(sealedSha256);
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThanOrEqual(40);
    expect(memory.leasedBytes).toBe(0);
  });

  it.each(['hang', 'deaf'] as const)(
    'uses the same memory again though the PUTs to a region all fail: %s',
    async (kind) => {
      const bigBytes = 4_000_000;
      const budgetBytes = 4 * sealedRoom(bigBytes);
      const plainLeases = 2;
      const memory = new CountedMemory({ budgetBytes, plainLeases });
      const big = { bytes: randomBytes(12 * bigBytes), partBytes: bigBytes };
      lineOf(2).fault = { kind };
      // It never counts as down, so that each part is sent there.
      const health = new RegionHealth({ firstProbeAfterMs: 0, maxProbeAfterMs: 0 });
      const { lines: done, missing } = await copyParts({
        ...orderFor(big, { threads, keys, regions, backupId, memory, health }),
        limits: { connectionsOf: () => 2, patienceMs: 10_000, retries: { ...retries, attempts: 1 } },
      });
      expect(missing['stockholm']?.parts).toBe(12);
      expect(Object.keys(missing)).toEqual(['stockholm']);
      expect(done).toHaveLength(12);
      for (const i of [0, 1]) expect(await heldBy(i, done)).toBe(12);
      expect(lineOf(2).requests.length).toBeGreaterThan(0);
      expect(memory.buffers.size).toBeLessThanOrEqual(4 + plainLeases);
    },
  );

  it('waits less and less for a region that takes nothing, and as long as ever once it takes something', () => {
    const health = new RegionHealth();
    const waits = [1, 2, 3].map(() => {
      health.wasTooSlow('stockholm');
      return health.patienceMs('stockholm', 10_000);
    });
    expect(waits).toEqual([2500, 1000, 1000]);
    expect(health.patienceMs('london', 10_000)).toBe(10_000);
    health.succeeded('stockholm');
    expect(health.patienceMs('stockholm', 10_000)).toBe(10_000);
  });

  it('asked to stop, finishes what is in flight and answers without a gap; the next one goes on from there', async () => {
    const stop = new AbortController();
    const known: IndexLine[] = [];
    const onPart = (line: IndexLine): void => {
      known.push(line);
      if (line.part === 6) stop.abort();
    };
    const first = await copyParts(order({ control: { stop: stop.signal, abort: never }, onPart }));
    expect(first.stopped).toBe(true);
    expect(first.lines.length).toBeGreaterThanOrEqual(7);
    expect(first.lines.length).toBeLessThan(14);
    expect(first.lines).toHaveLength(known.length);

    const base = order();
    const second = await copyParts({ ...base, source: { ...base.source, alreadyDone: known } });
    expect(second.stopped).toBe(false);
    expect(second.lines).toHaveLength(20);
    expect(indexBytes(second.lines.slice(0, first.lines.length))).toEqual(indexBytes(first.lines));
    expect(second.bytes).toBe(bytes.length - first.bytes);
  });

  it('asked to stop, does not wait for a region that hangs beyond its grace', async () => {
    const stop = new AbortController();
    lineOf(2).fault = { kind: 'hang' };
    const base = order({
      control: { stop: stop.signal, abort: never },
      limits: { connectionsOf: () => 2, stopGraceMs: 2000, patienceMs: 60_000 },
    });
    const readPart: CopyOrder['source']['readPart'] = (range, signal, into) => {
      stop.abort();
      return base.source.readPart(range, signal, into);
    };
    const copied = copyParts({ ...base, source: { ...base.source, readPart } });
    const { lines: done, missing } = await copied;
    expect(done.length).toBeGreaterThan(0);
    expect(missing).toEqual({ stockholm: { parts: done.length, reason: expect.stringContaining('stopped') } });
  });

  it('aborted, ends at once with the reason', async () => {
    const abort = new AbortController();
    for (const line of lines) line.fault = { kind: 'hang' };
    const copied = copyParts(order({ control: { stop: never, abort: abort.signal } }));
    const reason = new Error('the host goes down');
    abort.abort(reason);
    await expect(copied).rejects.toBe(reason);
  });
});
