import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { metricNames } from '../../src/worker/metrics/catalogue';
import { hasPromtool, promtool } from '../harness/scrape';

const folder = path.join(__dirname, '..', '..', 'examples', 'monitoring');
const read = (name: string): string => readFileSync(path.join(folder, name), 'utf8');
const ownNames = (text: string): readonly string[] => [...new Set(text.match(/\bredoubt_[a-z_]+/g))];

const dashboard = JSON.parse(read('dashboard.json')) as {
  panels: readonly {
    id: number;
    title: string;
    gridPos: { x: number; y: number; w: number; h: number };
    targets?: readonly { expr: string }[];
  }[];
};

test.each(['dashboard.json', 'rules.yml', 'rules-test.yml'])('%s uses only metrics that a worker exports', (name) => {
  expect(ownNames(read(name)).filter((metric) => !metricNames.some((known) => known === metric))).toEqual([]);
});

test('every metric is on the dashboard or in a rule, but the time that the age is made of', () => {
  const used = ownNames(read('dashboard.json') + read('rules.yml'));
  expect(metricNames.filter((name) => !used.includes(name))).toEqual([
    'redoubt_newest_backup_timestamp_seconds',
    'redoubt_region_received_bytes_total',
  ]);
});

test('no panel of the dashboard lies on another', () => {
  const taken = new Set<string>();
  for (const { title, gridPos } of dashboard.panels) {
    for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1) {
      for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
        expect([title, taken.has(`${x},${y}`)]).toEqual([title, false]);
        taken.add(`${x},${y}`);
      }
    }
  }
  expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
});

const title = (fact: string): string => (hasPromtool ? fact : `${fact} (skipped: promtool is not installed)`);
const withPromtool = hasPromtool ? test : test.skip;

withPromtool(title('promtool takes the rules and the scrape configuration'), () => {
  // oxlint-disable jest/no-standalone-expect -- they stand in a test, chosen above
  expect(promtool(['check', 'rules', path.join(folder, 'rules.yml')])).toBe('');
  expect(promtool(['check', 'config', path.join(folder, 'prometheus.yml')])).toBe('');
});

withPromtool(title('each rule fires when it shall, and not else'), () => {
  expect(promtool(['test', 'rules', path.join(folder, 'rules-test.yml')])).toBe('');
});

withPromtool(title('promtool takes each expression of the dashboard'), () => {
  const expressions = dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
  const rules = expressions.map((expr, i) => ({
    record: `panel:expression:${i}`,
    // What Grafana puts in.
    expr: expr.replaceAll('$__rate_interval', '1m').replaceAll(/"\$\w+"/g, '".*"'),
  }));
  expect(rules.length).toBeGreaterThan(20);
  const directory = mkdtempSync(path.join(tmpdir(), 'redoubt-rules-'));
  try {
    const file = path.join(directory, 'dashboard.yml');
    // JSON is YAML.
    writeFileSync(file, JSON.stringify({ groups: [{ name: 'dashboard', rules }] }));
    expect(promtool(['check', 'rules', file])).toBe('');
  } finally {
    rmSync(directory, { recursive: true });
  }
});
