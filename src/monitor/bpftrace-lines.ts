import { z } from 'zod';
import { programNames, type ProgramName } from './bpftrace-programs';

/** The maps that the programs print, and the version of each program's output that is understood here. */
const mapNames = [
  'network_sent_bytes',
  'received_bytes',
  'path_round_trip_us',
  'path_window_segments',
  'path_receiver_bytes',
  'retransmits',
  'run_queue_us',
  'disk_us',
  'out_of_memory_kills',
  'reclaim_stalls',
] as const;
export type FigureName = (typeof mapNames)[number];
const understoodVersion = '1';

/** Sum of what was measured, and how often; of a plain count or sum only `total` is used. Since bpftrace's start. */
export interface Sum {
  readonly count: number;
  readonly total: number;
}

export type BpftraceEvent =
  | { readonly kind: 'program'; readonly name: ProgramName }
  /** By key (`address,port` or a device's number; empty where the map has none). */
  | { readonly kind: 'figure'; readonly name: FigureName; readonly sums: ReadonlyMap<string, Sum> }
  /** Events that bpftrace could not take in time. */
  | { readonly kind: 'lost'; readonly events: number };

const statsSchema = z.object({ count: z.number(), total: z.number() });
const plainSchema = z.number().transform((total): Sum => ({ count: 0, total }));
const sumSchema = z.union([plainSchema, statsSchema]);
const lineSchema = z.union([
  z.object({
    type: z.literal('printf'),
    data: z
      .string()
      .transform((text) => text.trim().split(' '))
      .pipe(z.tuple([z.enum(programNames), z.literal(understoodVersion)])),
  }),
  z.object({
    type: z.enum(['map', 'stats']),
    data: z.record(z.string(), z.union([sumSchema, z.record(z.string(), sumSchema)])),
  }),
  z.object({ type: z.literal('lost_events'), data: z.object({ events: z.number() }) }),
]);

/** A line of `bpftrace -f json`; undefined where it is damaged, of another version or nothing that the programs print. */
export function parseBpftraceLine(line: string): BpftraceEvent | undefined {
  const parsed = lineSchema.safeParse(parseJson(line));
  if (!parsed.success) return undefined;
  const { type, data } = parsed.data;
  if (type === 'printf') return { kind: 'program', name: data[0] };
  if (type === 'lost_events') return { kind: 'lost', events: data.events };
  const [[map, value] = ['', {}]] = Object.entries(data);
  const name = mapNames.find((candidate) => map === `@${candidate}`);
  return name && { kind: 'figure', name, sums: sumsByKey(value) };
}

function sumsByKey(value: Sum | Readonly<Record<string, Sum>>): ReadonlyMap<string, Sum> {
  return isSum(value) ? new Map([['', value]]) : new Map(Object.entries(value));
}

function isSum(value: Sum | Readonly<Record<string, Sum>>): value is Sum {
  return typeof value.count === 'number';
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
