import { bytesPerSecondOf } from '../domain/bandwidth';
import { defaultConnections, type RegionLineSettings } from '../domain/region-line-settings';
import { givenFields } from './given-fields';
import type { Config } from './schema';

/** What sockets to a region are like. A region that is not configured has the defaults. */
export function regionLineSettings(config: Config, name: string): RegionLineSettings {
  const region = Object.hasOwn(config.regions, name) ? config.regions[name] : undefined;
  const { bandwidth, notSentLowWater } = region ?? {};
  return {
    connections: region?.connections ?? defaultConnections,
    ...givenFields({
      limitBytesPerSecond: bandwidth === undefined ? undefined : bytesPerSecondOf(bandwidth),
      notSentLowWaterBytes: notSentLowWater,
    }),
  };
}
