import { z } from 'zod';

/** In a schedule's memo: who made it. A schedule made by hand has none, and works as well. */
const markerSchema = z.object({
  redoubt: z.object({ source: z.enum(['file', 'command']), installation: z.string() }),
});
export type ScheduleMarker = z.infer<typeof markerSchema>['redoubt'];

/** `file`: from the configuration, kept by `schedule apply`; `command`: `schedule create`; `hand`: anything else. */
export type ScheduleSource = ScheduleMarker['source'] | 'hand';

export const memoOf = (marker: ScheduleMarker): Record<string, unknown> => ({ redoubt: marker });

export function markerOf(memo: Record<string, unknown> | undefined): ScheduleMarker | undefined {
  return markerSchema.safeParse(memo).data?.redoubt;
}
