import { describeExamined } from '../../../src/cli/doctor/describe';
import { examine } from '../../../src/cli/doctor/examine';
import { findConfiguration } from '../../../src/cli/doctor/configuration-section';
import { notificationsSection } from '../../../src/cli/doctor/notifications-section';
import { parseConfig } from '../../../src/config/load-config';
import type { Environment } from '../../../src/config/config-file';
import { exampleConfig } from '../../config/example-config';

const notifications = `notifications:
  webhook:
    url: https://alerts.example.com/a-path-that-is-a-secret
    secret: { env: WEBHOOK_SECRET }
    events: [missed, failed]
`;
const found = async (text: string, env: Environment = {}): Promise<string> =>
  describeExamined(await examine([notificationsSection(parseConfig(text, 'redoubt.yaml'), env)]));

test('a webhook whose secret is there is told with its host, its events, and nothing secret', async () => {
  const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
  expect(await found(exampleConfig + notifications, { WEBHOOK_SECRET: secret })).toBe(
    'Notifications\n  ok       webhook  https://alerts.example.com, signed with a key of 32 bytes: missed, failed',
  );
});

test('a secret that is missing or is none is told with what to do: people would not hear, backups go on', async () => {
  const missing = await found(exampleConfig + notifications);
  expect(missing).toMatch(
    /missing {2}webhook {2}the environment variable WEBHOOK_SECRET is not set: nobody would be told/,
  );
  const wrong = await found(exampleConfig + notifications, { WEBHOOK_SECRET: 'hunter2' });
  expect(wrong).toMatch(/missing {2}webhook .*is not whsec_ and 24 to 64 bytes in base64.*\n +-> Make one: echo/);
  expect(wrong).not.toContain('hunter2');
});

test('none at all is a note', async () => {
  expect(await found(exampleConfig)).toMatch(/note +webhook +none is configured/);
});

test('a configuration that is not there is a note where none was asked for, and broken where it was', async () => {
  const place = { cwd: '/no/such', env: { REDOUBT_SANDBOX_DIR: '/no/such' } };
  const stateOf = async (path?: string) => {
    const { section } = findConfiguration({ ...place, ...(path === undefined ? {} : { path }) });
    return (await section.run())[0];
  };
  expect(await stateOf()).toMatchObject({ state: 'note', reason: expect.stringContaining('are not looked at') });
  expect(await stateOf('other.yaml')).toMatchObject({ state: 'broken', code: 'CONFIG_NOT_FOUND' });
});
