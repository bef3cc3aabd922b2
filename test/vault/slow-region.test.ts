import { randomBytes } from 'node:crypto';
import { partRanges } from '../../src/domain/part-ranges';
import { copyParts } from '../../src/vault/copy-parts';
import { PartMemory } from '../../src/vault/part-memory';
import { PartThreads } from '../../src/vault/part-threads';
import { RegionHealth } from '../../src/vault/region-health';
import { exampleKeys, orderFor } from './example-backup';
import { FaultyLine } from './faulty-line';
import { Gateway } from './versitygw';

it('slow', async () => {
  const names = ['london', 'frankfurt', 'stockholm'];
  const gateways = await Promise.all(names.map((name) => Gateway.start(name)));
  const line = await FaultyLine.to(() => gateways[1]!.port);
  line.only = /^PUT/;
  const keys = await exampleKeys();
  const threads = new PartThreads(2);
  const regions = gateways.map((gateway, i) => gateway.open(i === 1 ? { endpoint: line.endpoint } : {}, {}));
  line.fault = { kind: 'slow', bytesPerSecond: 2_000_000 };
  const partBytes = 1024 * 1024;
  const bytes = randomBytes(60 * partBytes);
  const memory = new PartMemory({ budgetBytes: 4.625 * partBytes, plainLeases: 2 });
  const health = new RegionHealth();
  const began = performance.now();
  const log: string[] = [];
  const batch = (first: number) =>
    copyParts({
      ...orderFor(
        { bytes, partBytes, ranges: partRanges(bytes.length, partBytes, first, first + 15) },
        { threads, keys, regions, backupId: '20261123T081500Z-3f2a9c', memory, health },
      ),
      onPart: ({ part }, missing) => log.push(`${((performance.now() - began) / 1000).toFixed(2)}:${part}${Object.keys(missing).map((n) => n[0]).join('')}`),
      limits: { connectionsOf: () => 8, patienceMs: 300, lastPatienceMs: 3000 },
    });
  const lane = async (first: number) => [await batch(first), await batch(first + 15)];
  const done = (await Promise.all([lane(0), lane(30)])).flat();
  console.log(log.join(' '));
  console.log((performance.now() - began) / 1000, JSON.stringify(done.map(({ missing }) => missing)));
  for (const region of regions) region.close();
  await threads.close();
  await line.close();
  await Promise.all(gateways.map((gateway) => gateway.remove()));
}, 60_000);
