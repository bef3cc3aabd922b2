/** Where copies of a database may lie, and where a region is: `EU`, `UK`, … */
export interface PlacedRegion {
  readonly name: string;
  readonly jurisdiction: string;
}

/** The regions that lie outside every jurisdiction that the database allows. No list: all are allowed. */
export function regionsOutside(
  allowed: readonly string[] | undefined,
  regions: readonly PlacedRegion[],
): readonly PlacedRegion[] {
  return allowed === undefined ? [] : regions.filter((region) => !allowed.includes(region.jurisdiction));
}
