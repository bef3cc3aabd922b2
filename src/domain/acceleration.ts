import { z } from 'zod';

/** How far acceleration may go: the sockets that we open, the host's settings too (asked for only), or not at all. */
export const accelerationScopes = ['socket', 'host', 'off'] as const;
export type AccelerationScope = (typeof accelerationScopes)[number];

/** What the sockets to one region got, as read back from them. */
export const regionAccelerationSchema = z.object({
  region: z.string(),
  /** As the kernel names it (`bbr`, `cubic`); null where it cannot be read. */
  congestionControl: z.string().nullable(),
  /** Connections that carried data in their SYN, of all that were opened; null where it cannot be read. */
  fastOpen: z.object({ used: z.int(), connections: z.int() }).nullable(),
  /** Why Fast Open was not used, or BBR not had: one line each. */
  reasons: z.array(z.string()),
  connections: z.int().nullable(),
  limitBytesPerSecond: z.number().nullable(),
  proxied: z.boolean(),
});
export type RegionAcceleration = z.infer<typeof regionAccelerationSchema>;

export const accelerationReportSchema = z.object({
  host: z.string(),
  scope: z.enum(accelerationScopes),
  /** Why sockets are plain, in one line; null where they are tuned. */
  unavailable: z.string().nullable(),
  regions: z.array(regionAccelerationSchema),
  /** Settings of the host that were changed, e.g. `net.ipv4.tcp_wmem: 4096 16384 4194304 -> 4096 65536 16777216`. */
  hostChanges: z.array(z.string()),
  /** What rights or settings that are missing would bring, and how to get them. */
  gains: z.array(z.string()),
});
export type AccelerationReport = z.infer<typeof accelerationReportSchema>;

/** What a change of the host's settings, or its undo, came to. Neither ever fails a backup. */
export const hostTuningOutcomeSchema = z.object({
  /** E.g. `net.ipv4.tcp_wmem: 4096 16384 4194304 -> 4096 16384 16777216`. */
  changes: z.array(z.string()),
  /** What could not be done, why, and how to get it: one line each. */
  unavailable: z.array(z.string()),
});
export type HostTuningOutcome = z.infer<typeof hostTuningOutcomeSchema>;
