import type { AccelerationReport, RegionAcceleration } from './acceleration';
import { formatBytes } from './quantities';

/** What one region's sockets got, in a few words: `bbr, Fast Open on 3 of 4, at most 25 MB/s`; '' where nothing is known. */
export function describeRegionAcceleration(region: RegionAcceleration): string {
  const { congestionControl, fastOpen, limitBytesPerSecond, proxied } = region;
  if (proxied) return 'through a proxy, untuned';
  return [
    congestionControl ?? '',
    fastOpen === null ? '' : describeFastOpen(fastOpen),
    limitBytesPerSecond === null ? '' : `at most ${formatBytes(limitBytesPerSecond)}/s`,
  ]
    .filter((piece) => piece !== '')
    .join(', ');
}

function describeFastOpen({ used, connections }: NonNullable<RegionAcceleration['fastOpen']>): string {
  return used === 0 ? 'no Fast Open' : `Fast Open on ${used} of ${connections}`;
}

/** What acceleration did, for people: lines without an end. */
export function describeAcceleration(report: AccelerationReport): readonly string[] {
  if (report.unavailable !== null) return [`network not accelerated: ${report.unavailable}`];
  const regions = report.regions.map((region) => `${region.region}: ${describeRegionAcceleration(region)}`);
  return [
    ...(regions.length === 0 ? [] : [`network: ${regions.join('; ')}`]),
    ...report.hostChanges.map((change) => `changed on ${report.host} for this backup: ${change}`),
    ...report.gains.map((gain) => `would help: ${gain}`),
  ];
}

/** The same for a cell of the run's page. */
export function acceleratedCell(report: AccelerationReport | null, regionName: string): string {
  const region = report?.regions.find(({ region }) => region === regionName);
  return region === undefined ? '' : describeRegionAcceleration(region);
}
