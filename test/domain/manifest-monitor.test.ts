import { manifestBytes, manifestSchema, monitorFindings } from '../../src/domain/manifest';
import { exampleReport } from '../report/example-series';

const { manifest } = exampleReport();
const read = (monitor: unknown) => manifestSchema.parse({ ...manifest, monitor });

test('findings in a manifest read back, in bytes that do not depend on the order of their fields', () => {
  const findings = monitorFindings(manifest);
  expect(findings?.main?.bottleneck).toBe('database');
  const reversed = Object.fromEntries(Object.entries(manifest.monitor ?? {}).toReversed());
  expect(manifestBytes({ ...manifest, monitor: reversed })).toEqual(manifestBytes(manifest));
  expect(monitorFindings(manifestSchema.parse(JSON.parse(manifestBytes(manifest).toString('utf8'))))).toEqual(findings);
});

test('fields that another version added are kept', () => {
  expect(read({ ...manifest.monitor, later: 1 }).monitor).toMatchObject({ host: 'backup-host-1', later: 1 });
});

test.each([[{}], [{ host: 7 }], [{ ...manifest.monitor, shares: [{ bottleneck: 'a later one', share: 1 }] }]])(
  'findings in a shape that is not known cost nobody the backup: %j',
  (monitor) => {
    const kept = read(monitor);
    expect(kept.monitor).toEqual(monitor);
    expect(monitorFindings(kept)).toBeNull();
  },
);

test('a backup without the monitor has none', () => {
  expect(monitorFindings(read(null))).toBeNull();
});
