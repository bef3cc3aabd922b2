import { z } from 'zod';
import { playedVersions } from './engine';

const port = z.int().min(1).max(65_535);

/** Which end of Oracle Net the stand-in offers: 318 as 19c does, 319 with END_OF_RESPONSE as 23ai does. */
export const protocols = ['318', '319'] as const;

/** What the stand-in's process reads at its start, from the file named on its command line. */
export const standInProcessSettingsSchema = z.strictObject({
  dataDirectory: z.string(),
  port,
  controlPort: port,
  /** Sent with every request to the control port. */
  controlToken: z.string().min(16),
  serviceName: z.string(),
  version: z.enum(playedVersions),
  protocol: z.enum(protocols),
  passwords: z.record(z.string(), z.string()),
});
export type StandInProcessSettings = z.infer<typeof standInProcessSettingsSchema>;
