import { isGrpcServiceError, type Client } from '@temporalio/client';
import {
  checkSearchAttributes,
  isUsable,
  hasOtherType,
  searchAttributeTypeAt,
  type RegisteredAttribute,
} from '../src/domain/search-attributes';

/** Which of our search attributes the client's namespace knows, and as what. @throws what Temporal answers */
export async function readSearchAttributes(client: Client): Promise<readonly RegisteredAttribute[]> {
  const { namespace } = client.options;
  const { customAttributes } = await client.connection.operatorService.listSearchAttributes({ namespace });
  const registered = Object.entries(customAttributes ?? {}).map(
    ([name, type]) => [name, searchAttributeTypeAt(type)] as const,
  );
  return checkSearchAttributes(new Map(registered));
}

/**
 * Those that a run may set: an upsert of an unknown name, or of a value of another type, would hang the workflow. The
 * others are left out, and said once.
 */
export async function usableSearchAttributes(client: Client): Promise<{ usable: string[]; warning: string[] }> {
  const attributes = await readSearchAttributes(client).catch((error: unknown) => {
    if (isDenied(error)) return null;
    throw error;
  });
  if (attributes === null) return { usable: [], warning: [`runs cannot be filtered: they may not be listed; ${ask}`] };
  const unusable = attributes.filter((attribute) => !isUsable(attribute));
  const usable = attributes.filter(isUsable).map(({ name }) => name);
  if (unusable.length === 0) return { usable, warning: [] };
  return { usable, warning: [`runs cannot be filtered by ${unusable.map(describe).join(', ')}; ${ask}`] };
}

const ask = '`redoubt doctor` says how to mend it';

const describe = (attribute: RegisteredAttribute): string =>
  hasOtherType(attribute)
    ? `${attribute.name} (${attribute.found ?? ''}, and has to be ${attribute.wanted})`
    : `${attribute.name} (missing)`;

/** PERMISSION_DENIED, UNIMPLEMENTED: asking again would not help. */
const isDenied = (error: unknown): boolean => isGrpcServiceError(error) && [7, 12].includes(error.code);
