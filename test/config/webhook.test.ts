import { parseConfig } from '../../src/config/load-config';
import { webhookOf } from '../../src/config/webhook';
import { exampleConfig } from './example-config';

const config = parseConfig(
  `${exampleConfig}notifications: { webhook: { url: "https://chat.example.com/hook", secret: { env: HOOK } } }\n`,
  'redoubt.yaml',
);
const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

test('without a choice every event is told', () => {
  expect(webhookOf(config, { HOOK: secret })).toEqual({
    url: 'https://chat.example.com/hook',
    key: Buffer.alloc(32, 7),
    events: ['started-late', 'forecast-to-miss', 'missed', 'failed', 'recovered'],
  });
});

test('a configuration without notifications has no webhook', () => {
  expect(webhookOf(parseConfig(exampleConfig, 'redoubt.yaml'), {})).toBeNull();
});

test('a secret that is missing is named, and one that is none is refused without being told', () => {
  expect(() => webhookOf(config, {})).toThrow('the environment variable HOOK is not set');
  for (const wrong of ['tiger', 'whsec_c2hvcnQ=', 'whsec_%%%']) {
    expect(() => webhookOf(config, { HOOK: wrong })).toThrow(
      /^the secret of notifications.webhook is not whsec_ and 24/,
    );
  }
});
