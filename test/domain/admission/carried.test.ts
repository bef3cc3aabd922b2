import fc from 'fast-check';
import type { Asking } from '../../../src/domain/admission/asking';
import { carry, mostCarriedBytes, unpack } from '../../../src/domain/admission/carried';
import { compareAsking, emptyLedger, hold, type Ledger } from '../../../src/domain/admission/ledger';
import { noRoomKnown, seeHosts } from '../../../src/domain/admission/room';

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

const askingAt = (i: number, workflowId: string): Asking => ({
  workflowId,
  backupId: `20261123T010000Z-${i.toString(16).padStart(6, '0')}`,
  latestStartMs: 1_795_000_000_000 + i,
  isExpedited: i % 3 === 0,
  isPaused: i % 5 === 0,
  askedAtMs: 1_794_900_000_000 + i,
});

function ledgerOf(waiting: number, held: number, idOf: (i: number) => string): Ledger {
  const askings = Array.from({ length: waiting + held }, (_, i) => askingAt(i, idOf(i)));
  return { ...hold(emptyLedger, askings.slice(0, held)), waiting: askings.slice(held).toSorted(compareAsking) };
}

const hosts = Array.from({ length: 35 }, (_, i) => ({ host: `backup-host-${i}.example.com`, lanes: 4 }));
const room = seeHosts(noRoomKnown, hosts, 1_794_900_000_000);

it('what is carried is what was known', () => {
  const ledger = ledgerOf(30, 8, (i) => `redoubt-backup/db-${i}`);
  const carried = JSON.parse(JSON.stringify(carry(ledger, room))) as ReturnType<typeof carry>;
  expect(unpack(carried)).toEqual(ledger);
  expect(carried.room).toEqual(room);
});

it('a thousand that wait are carried whole, with the ids that schedules give them', () => {
  const ledger = ledgerOf(1000, 0, (i) => `redoubt-backup/db-${i}/db-${i}-nightly-2026-11-25T01:00:00Z`);
  const carried = carry(ledger, room);
  expect(carried.waiting).toHaveLength(1000);
  expect(bytesOf(carried)).toBeLessThanOrEqual(128 * 1024);
});

it('whatever the ids, it stays within its bound, and leaves out those who wait last', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 }), (text) => {
      const ledger = ledgerOf(1000, 100, (i) => `${text}${i}`);
      const carried = carry(ledger, room);
      expect(carried.held).toHaveLength(100);
      expect(bytesOf(carried)).toBeLessThanOrEqual(Math.max(mostCarriedBytes, bytesOf({ ...carried, waiting: [] })));
      expect(unpack(carried).waiting).toEqual(ledger.waiting.slice(0, carried.waiting.length));
    }),
    { numRuns: 20 },
  );
});
