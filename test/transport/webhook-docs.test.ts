import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { signedHeaders } from '../../src/transport/webhook';

const page = readFileSync(join(__dirname, '../../docs/notifications.md'), 'utf8');
const key = randomBytes(32);
const secret = `whsec_${key.toString('base64')}`;
const message = { id: 'b1-failed-1', body: '{"text":"The backup of sales failed – é"}' };
const headers = signedHeaders(key, message, Date.now());

/** The page's example in a language, called with arguments as JSON; answers what it prints. */
function run(language: string, program: readonly string[], call: string, body: string, given = headers): string {
  const example = new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(page)?.[1] ?? '';
  const [file = '', ...args] = program;
  const input = JSON.stringify({ secret, headers: given, body });
  const { stdout, stderr } = spawnSync(file, [...args, `${example}\n${call}`], { input, encoding: 'utf8' });
  return `${stdout.trim().toLowerCase()}${stderr}`;
}

const inNode = (body: string, given = headers): string =>
  run(
    'js',
    [process.execPath, '-e'],
    `const q = JSON.parse(require('node:fs').readFileSync(0, 'utf8')); console.log(isGenuine(q.secret, q.headers, q.body));`,
    body,
    given,
  );
const inPython = (body: string, given = headers): string =>
  run(
    'python',
    ['python3', '-c'],
    'import json, sys\nq = json.load(sys.stdin)\nprint(is_genuine(q["secret"], q["headers"], q["body"].encode()))',
    body,
    given,
  );

const takesOurs = (isGenuine: typeof inNode): readonly string[] => [
  isGenuine(message.body),
  isGenuine(`${message.body} `),
  isGenuine(message.body, signedHeaders(randomBytes(32), message, Date.now())),
  isGenuine(message.body, signedHeaders(key, message, Date.now() - 3600_000)),
];

test('the example for node in docs/notifications.md takes what we sign, and nothing else or old', () => {
  expect(takesOurs(inNode)).toEqual(['true', 'false', 'false', 'false']);
});

const hasPython = spawnSync('python3', ['--version']).status === 0;
(hasPython ? describe : describe.skip)('the example for python in docs/notifications.md (needs python3)', () => {
  test('takes what we sign, and nothing else or old', () => {
    expect(takesOurs(inPython)).toEqual(['true', 'false', 'false', 'false']);
  });
});
