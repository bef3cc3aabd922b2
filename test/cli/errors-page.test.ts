import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorsPage } from '../../src/cli/errors-page';
import { errorCodes } from '../../src/errors';

test('docs/errors.md is what `npm run docs` would write', () => {
  expect(readFileSync(join(__dirname, '../../docs/errors.md'), 'utf8')).toBe(errorsPage());
});

test('the page has a row for each code', () => {
  for (const code of errorCodes) expect(errorsPage()).toContain(`| \`${code}\` |`);
});
