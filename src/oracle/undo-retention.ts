import type { OptionalViews } from './optional-views';
import { numberOf } from './row-number';

/**
 * How long an SCN stayed readable at the least, in seconds, as the server tuned it up and down in the last day or hour.
 * Null: its view says nothing, or may not be read.
 */
export async function readTunedUndoRetention(views: OptionalViews, last: 'day' | 'hour'): Promise<number | null> {
  const days = last === 'day' ? '1' : '1 / 24';
  const row = await views.row(
    'V$UNDOSTAT',
    `SELECT MIN(TUNED_UNDORETENTION) AS SECONDS FROM V$UNDOSTAT WHERE BEGIN_TIME > SYSDATE - ${days}`,
  );
  return numberOf(row, 'SECONDS');
}
