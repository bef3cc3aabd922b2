import { z } from 'zod';
import { backupIdSchema } from '../domain/backup-id';
import { verdictSchema } from '../domain/bottleneck';

/** From `at` (ms since the epoch) on this bound the backup; null: nothing that stood out. */
const changeSchema = z.object({ at: z.number(), verdict: verdictSchema.nullable() });

/** The first line of a series; docs/format.md says the same in words. */
export const seriesHeaderSchema = z.object({
  format: z.literal('redoubt-monitor'),
  version: z.literal(1),
  backupId: backupIdSchema,
  host: z.string(),
  regions: z.array(z.string()),
  /** Seconds that were watched; a row may cover several. */
  samples: z.int().nonnegative(),
  rows: z.int().nonnegative(),
  /** In the order of the lines that follow. A name that is not known is passed over. */
  columns: z.array(
    z.object({ name: z.string(), decimals: z.int().min(-9).max(9), merge: z.enum(['sum', 'mean', 'last', 'min']) }),
  ),
  changes: z.array(changeSchema),
});
export type SeriesHeader = z.infer<typeof seriesHeaderSchema>;

/** A line: the integers of a column, each as the difference from the one before it that is not null. */
export const columnLineSchema = z.array(z.int().nullable());
