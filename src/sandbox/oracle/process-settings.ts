import { z } from 'zod';
import { playedVersions } from './engine';

const port = z.int().min(1).max(65_535);

/** TNS version / TTC field version: as 19c speaks, and as 23ai does (with END_OF_RESPONSE). */
export const sandboxProtocols = ['318/12', '319/24'] as const;
export type SandboxProtocol = (typeof sandboxProtocols)[number];

/** What the stand-in's process reads at its start, from the file named on its command line. */
export const standInProcessSettingsSchema = z.strictObject({
  dataDirectory: z.string(),
  port,
  controlPort: port,
  /** Sent with every request to the control port. */
  controlToken: z.string().min(16),
  serviceName: z.string(),
  version: z.enum(playedVersions),
  protocol: z.enum(sandboxProtocols),
  passwords: z.record(z.string(), z.string()),
});
export type StandInProcessSettings = z.infer<typeof standInProcessSettingsSchema>;
