import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { configJsonSchema, fieldsAt, type JsonSchema } from '../../src/config/config-json-schema';
import { parseConfig } from '../../src/config/load-config';

const docs = join(__dirname, '../../docs');
const configurationPage = readFileSync(join(docs, 'configuration.md'), 'utf8');

test('docs/redoubt.schema.json is what `npm run docs` would write', () => {
  const written: unknown = JSON.parse(readFileSync(join(docs, 'redoubt.schema.json'), 'utf8'));
  expect(written).toEqual(JSON.parse(JSON.stringify(configJsonSchema())));
});

test('the fields at a path are found through names of the user’s own, lists and alternatives', () => {
  expect(fieldsAt([])).toContain('databases');
  expect(fieldsAt(['databases', 'sales', 'export'])).toEqual(expect.arrayContaining(['schemas', 'tables', 'parallel']));
  expect(fieldsAt(['databases', 'sales', 'password'])).toEqual(['env', 'file']);
  expect(fieldsAt(['databases'])).toEqual([]);
});

test('docs/configuration.md names every field', () => {
  for (const field of allFields(configJsonSchema())) expect(configurationPage).toContain(`\`${field}\``);
});

test('each example in docs/configuration.md that is a whole configuration is taken', () => {
  const examples = [...configurationPage.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = '']) => text);
  for (const text of examples) expect(parseDocument(text).errors).toEqual([]);
  const whole = examples.filter((text) => text.includes('\ndatabases:') && text.includes('\nsigning:'));
  expect(whole.length).toBeGreaterThan(0);
  for (const text of whole) expect(() => parseConfig(text, 'docs/configuration.md')).not.toThrow();
});

function allFields(schema: JsonSchema): readonly string[] {
  const children = [
    ...Object.values(schema.properties ?? {}),
    ...(schema.anyOf ?? []),
    ...(schema.oneOf ?? []),
    ...(schema.items === undefined ? [] : [schema.items]),
    ...(typeof schema.additionalProperties === 'object' ? [schema.additionalProperties] : []),
  ];
  return [...new Set([...Object.keys(schema.properties ?? {}), ...children.flatMap(allFields)])];
}
