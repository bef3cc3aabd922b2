import { z } from 'zod';
import { configSchema } from './schema';

/** What is used here of a JSON Schema (draft 2020-12). */
export interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
}

/** The configuration's JSON Schema, for editors: docs/redoubt.schema.json. */
export function configJsonSchema(): JsonSchema & Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(configSchema, { io: 'input' });
  // zod's type of a JSON Schema is wider than what is read here; its shape is the same.
  return { $schema, title: 'Redoubt’s configuration (redoubt.yaml)', ...schema } as JsonSchema &
    Record<string, unknown>;
}

/** The fields that may stand at a path of the configuration; none where it has names of the user's own. */
export function fieldsAt(path: readonly PropertyKey[]): readonly string[] {
  let schemas: readonly JsonSchema[] = withAlternatives(configJsonSchema());
  for (const step of path) schemas = schemas.flatMap((schema) => childrenAt(schema, step)).flatMap(withAlternatives);
  return [...new Set(schemas.flatMap((schema) => Object.keys(schema.properties ?? {})))];
}

function childrenAt(schema: JsonSchema, step: PropertyKey): readonly JsonSchema[] {
  if (typeof step === 'number') return schema.items === undefined ? [] : [schema.items];
  const property = schema.properties?.[String(step)];
  if (property !== undefined) return [property];
  return typeof schema.additionalProperties === 'object' ? [schema.additionalProperties] : [];
}

const withAlternatives = (schema: JsonSchema): readonly JsonSchema[] => [
  schema,
  ...[...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].flatMap(withAlternatives),
];
