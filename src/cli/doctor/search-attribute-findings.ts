import { readSearchAttributes } from '../../../activities/search-attributes';
import {
  createCommand,
  hasOtherType,
  isTemporalCloud,
  isUsable,
  retypeAdvice,
  type RegisteredAttribute,
} from '../../domain/search-attributes';
import type { TemporalAccess } from '../temporal-client';
import type { DoctorFinding } from './section';

/** What runs can be found by. A backup does without those that are missing or have another type. */
export async function searchAttributeFindings({ client, settings }: TemporalAccess): Promise<readonly DoctorFinding[]> {
  const attributes = await readSearchAttributes(client);
  return attributes.map((attribute): DoctorFinding => {
    const check = `search attribute ${attribute.name}`;
    if (isUsable(attribute)) return { check, state: 'ok', reason: attribute.wanted, remedy: null };
    if (hasOtherType(attribute)) {
      const reason = `${otherTypeText(attribute)}: no run is tagged with it`;
      return { check, state: 'missing', reason, remedy: retypeAdvice(settings, attribute.name) };
    }
    const reason = `runs cannot be found by it; its type is ${attribute.wanted}`;
    const remedy = isTemporalCloud(settings)
      ? createCommand(settings, [attribute.name])
      : '`redoubt doctor --create-search-attributes`';
    return { check, state: 'missing', reason, remedy };
  });
}

export const otherTypeText = ({ wanted, found }: RegisteredAttribute): string =>
  `it is of type ${found ?? ''}, and has to be of type ${wanted}`;
