import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bottlenecks } from '../../src/domain/bottleneck';
import { fixedColumns, regionFields } from '../../src/monitor/series-columns';
import { thresholds } from '../../src/monitor/thresholds';

const page = (name: string): string => readFileSync(join(__dirname, '../../docs', name), 'utf8');

test('docs/report.md has all thresholds, as they are', () => {
  const rows = Object.entries(thresholds).map(([name, value]) => `| \`${name}\` | ${value} |`);
  expect(page('report.md')).toContain(`| threshold | value |\n|---|---|\n${rows.join('\n')}\n\n`);
});

test('docs/report.md has a row for each bottleneck', () => {
  for (const name of bottlenecks) expect(page('report.md')).toContain(`| \`${name}\` |`);
});

test('docs/format.md names every column of a series', () => {
  const format = page('format.md');
  const names = fixedColumns.map(({ name }) => name.replace(/^database(?!\.receivedBytes)/, ''));
  for (const name of names) expect(format).toContain(`\`${name}\``);
  for (const field of regionFields) expect(format).toMatch(new RegExp(`\`(…|regions/<region>)/${field}\``));
});
