/** Writes the pages and the schema that are printed from the code; the tests say when they are out of date. */
const { writeFileSync } = require('node:fs');
const { join } = require('node:path');
const prettier = require('prettier');
const { errorsPage } = require('../dist/src/cli/errors-page');
const { metricsPage } = require('../dist/src/cli/metrics-page');
const { configJsonSchema } = require('../dist/src/config/config-json-schema');

const docs = join(__dirname, '..', 'docs');

async function main() {
  writeFileSync(join(docs, 'errors.md'), errorsPage());
  writeFileSync(join(docs, 'metrics.md'), metricsPage());
  const schema = await prettier.format(JSON.stringify(configJsonSchema()), { parser: 'json', printWidth: 120 });
  writeFileSync(join(docs, 'redoubt.schema.json'), schema);
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
