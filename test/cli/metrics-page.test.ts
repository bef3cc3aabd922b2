import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { metricsPage } from '../../src/cli/metrics-page';

test('docs/metrics.md is what `npm run docs` would write', () => {
  expect(readFileSync(join(__dirname, '../../docs/metrics.md'), 'utf8')).toBe(metricsPage());
});
