import type { Environment } from '../../config/config-file';
import type { SandboxState } from '../sandbox-state';
import { oraclePart } from './oracle-part';
import type { Part } from './part';
import { regionPart } from './region-part';
import { temporalPart } from './temporal-part';

/** The parts that this sandbox consists of. */
export function partsOf(state: SandboxState, directory: string, env: Environment): readonly Part[] {
  return [
    ...(state.temporal === undefined ? [] : [temporalPart(state.temporal, directory, env)]),
    ...state.regions.map((region) => regionPart(region, directory, env)),
    ...(state.oracle === undefined ? [] : [oraclePart(state.oracle, directory)]),
  ];
}
