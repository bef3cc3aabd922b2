import type { SqlValue } from '../engine';
import { cities, eventKinds, firstNames, lastNames, productKinds, productMaterials, words } from './demo-words';
import type { SeededRandom } from './seeded-random';

/** How many rows the tables have that others refer to. */
export interface DemoCounts {
  readonly customers: number;
  readonly products: number;
  readonly orders: number;
}

type Row = readonly SqlValue[];

/** Lines of each order. */
export const linesPerOrder = 3;

const firstDay = Date.UTC(2022, 0, 1);
const days = 3 * 365;
const msPerDay = 86_400_000;

const signatureBytes = 400;

/** An event's values, on average. */
export const eventBytes = 1060;
const phrases = words.split(' ').map((_, at, all) => `${[...all, ...all].slice(at, at + 5).join(' ')} `);

export function customerRow(index: number, random: SeededRandom): Row {
  const name = `${random.oneOf(firstNames)} ${random.oneOf(lastNames)}`;
  const born = Date.UTC(1940 + random.below(65), random.below(12), 1 + random.below(28));
  return [
    String(index + 1),
    name,
    random.isOnceIn(8) ? null : `customer${index + 1}@example.com`,
    random.oneOf(cities),
    random.isOnceIn(5) ? null : dateText(born),
    amount(random.below(2_000_000) - 1_000_000),
    timestampText(random),
  ];
}

export function productRow(index: number, random: SeededRandom): Row {
  return [
    String(index + 1),
    `${random.oneOf(productMaterials)} ${random.oneOf(productKinds)} ${index + 1}`,
    amount(100 + random.below(500_000)),
    random.isOnceIn(6) ? null : (random.below(100_000) / 1000).toFixed(3),
    random.isOnceIn(2) ? null : prose(random, 100),
  ];
}

export function orderRow(index: number, random: SeededRandom, counts: DemoCounts): Row {
  const status = random.oneOf(['OPEN', 'PAID', 'SHIPPED', 'RETURNED'] as const);
  return [
    String(index + 1),
    String(1 + random.below(counts.customers)),
    dateText(randomTime(random)),
    status,
    status === 'OPEN' || status === 'PAID' ? null : timestampText(random),
  ];
}

export function orderItemRow(index: number, random: SeededRandom, counts: DemoCounts): Row {
  return [
    String(Math.floor(index / linesPerOrder) + 1),
    String((index % linesPerOrder) + 1),
    String(1 + random.below(counts.products)),
    // A returned item counts down.
    String(random.isOnceIn(20) ? -1 - random.below(3) : 1 + random.below(9)),
    amount(100 + random.below(500_000)),
    random.isOnceIn(3) ? amount(-random.below(5000)) : null,
  ];
}

export function paymentRow(index: number, random: SeededRandom): Row {
  return [
    String(index + 1),
    String(index + 1),
    amount(random.below(3_000_000) - 200_000),
    timestampText(random),
    random.isOnceIn(4) ? null : random.bytes(10).toString('hex'),
  ];
}

/** About 1 KB, half of which does not compress. */
export function eventRow(index: number, random: SeededRandom, counts: DemoCounts): Row {
  return [
    String(index + 1),
    random.isOnceIn(10) ? null : String(1 + random.below(counts.customers)),
    random.oneOf(eventKinds),
    timestampText(random),
    prose(random, 500 + random.below(200)),
    random.isOnceIn(50) ? null : random.bytes(signatureBytes),
  ];
}

/** Phrases of about so many characters. */
function prose(random: SeededRandom, length: number): string {
  let text = '';
  while (text.length < length) text += phrases[random.below(phrases.length)] ?? '';
  return text.trimEnd();
}

/** `-12.5` of -1250 hundredths. */
function amount(hundredths: number): string {
  return String(hundredths / 100);
}

function randomTime(random: SeededRandom): number {
  return firstDay + random.below(days) * msPerDay + random.below(86_400) * 1000;
}

function dateText(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 19).replace('T', ' ');
}

function timestampText(random: SeededRandom): string {
  return `${dateText(randomTime(random))}.${String(random.below(1_000_000)).padStart(6, '0')}`;
}
