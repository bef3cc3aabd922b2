import { z } from 'zod';

/** What holds a backup back. `link`: the line to a region is full. `own-limit`: a limit of ours (bandwidth). */
export const bottlenecks = ['database', 'disk', 'cpu', 'memory', 'own-limit', 'link', 'loss', 'receiver'] as const;
export type Bottleneck = (typeof bottlenecks)[number];

/** What the rules say of an interval. */
export const verdictSchema = z.object({
  bottleneck: z.enum(bottlenecks),
  /** The region whose line it is, for `own-limit`, `link`, `loss` and `receiver`. */
  region: z.string().optional(),
  /** The figures that it was named from, such as `2.1 % retransmitted at a round trip of 81 ms (80 ms at best)`. */
  evidence: z.string(),
  /** One thing that a person can do. */
  advice: z.string(),
});
export type Verdict = z.infer<typeof verdictSchema>;

/** How much of the time in which parts moved was bound by what. */
export const bottleneckShareSchema = z.object({
  /** `none`: nothing stood out. */
  bottleneck: z.enum([...bottlenecks, 'none']),
  region: z.string().optional(),
  /** 0 to 1. */
  share: z.number(),
});
export type BottleneckShare = z.infer<typeof bottleneckShareSchema>;

/** A part of the monitoring that this host does not give, and how to get it. */
export const unavailablePartSchema = z.object({ part: z.string(), reason: z.string(), remedy: z.string() });
export type UnavailablePart = z.infer<typeof unavailablePartSchema>;

/** What the monitor of one host found out about a backup. */
export const hostFindingsSchema = z.object({
  host: z.string(),
  /** Seconds watched, and of them with parts in flight. */
  seconds: z.number(),
  activeSeconds: z.number(),
  /** Largest first. */
  shares: z.array(bottleneckShareSchema),
  /** The one that bound the backup longest, in its last words; null where nothing stood out. */
  main: verdictSchema.nullable(),
  unavailable: z.array(unavailablePartSchema),
  /** The series, beside the manifest; null where it could not be kept. */
  series: z
    .object({
      key: z.string(),
      sha256: z.string(),
      sizeBytes: z.int(),
      samples: z.int(),
      reason: z.string().optional(),
    })
    .nullable(),
});
export type HostFindings = z.infer<typeof hostFindingsSchema>;

/** What was found out about a backup: in the result and in the manifest. */
export const monitorFindingsSchema = hostFindingsSchema.extend({
  /**
   * Where several hosts were watched: what each of them saw, with its own series, the one that saw most first. The
   * figures beside it are those of all, `host` and `series` those of the first.
   */
  hosts: z.array(hostFindingsSchema).optional(),
});
export type MonitorFindings = z.infer<typeof monitorFindingsSchema>;
