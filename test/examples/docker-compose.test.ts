import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { parseConfig } from '../../src/config/load-config';

const root = path.join(__dirname, '..', '..');
/** The reference implementation of the Compose specification, pinned; Docker itself is used where it is. */
const composeGo = 'github.com/compose-spec/compose-go/v2/cmd@v2.16.2';

const runs = (program: string, ...args: readonly string[]): boolean => spawnSync(program, args).status === 0;

function validator(): readonly string[] | undefined {
  if (runs('docker', 'compose', 'version'))
    return ['docker', 'compose', '-f', 'docker-compose.yml', 'config', '--quiet'];
  return runs('go', 'version') ? ['go', 'run', composeGo, '-no-interpolation', 'docker-compose.yml'] : undefined;
}

function validate(): string {
  const [program = '', ...args] = validator() ?? [];
  const env = { ...process.env, ORACLE_PASSWORD: 'a', SALES_PASSWORD: 'b', REGION_SECRET_KEY: 'c' };
  const { status, stderr } = spawnSync(program, args, { cwd: root, env, encoding: 'utf8' });
  return status === 0 ? 'valid' : stderr;
}

const compose = parse(readFileSync(path.join(root, 'docker-compose.yml'), 'utf8'), { merge: true }) as {
  services: Record<string, { build?: { dockerfile: string }; volumes?: readonly string[]; healthcheck?: unknown }>;
};
const configText = readFileSync(path.join(root, 'examples/docker/redoubt.yaml'), 'utf8');
/** The recipient of nobody: whoever starts it puts his own there. */
const recipient = 'age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p';
const config = parseConfig(configText.replace('recipients: []', `recipients: [${recipient}]`), 'redoubt.yaml');

// Without Docker and without Go nothing here can judge the file; CI has Go.
(validator() === undefined ? test.skip : test)('docker-compose.yml is valid by the Compose specification', () => {
  // oxlint-disable-next-line jest/no-standalone-expect -- it stands in a test, chosen above
  expect(validate()).toBe('valid');
});

test('every file that it names is there', () => {
  expect(existsSync(path.join(root, compose.services['worker']?.build?.dockerfile ?? 'nowhere'))).toBe(true);
  expect(compose.services['worker']?.volumes).toContain('./examples/docker/redoubt.yaml:/work/redoubt.yaml:ro');
});

test('the configuration beside it names the services that it starts', () => {
  const hosts = Object.values(config.regions).map(({ endpoint }) => new URL(endpoint ?? '').hostname);
  const others = [config.temporal.address, config.databases['sales']?.connectString].map(
    (at) => at?.split(':')[0] ?? '',
  );
  for (const host of [...hosts, ...others]) expect(compose.services[host]?.healthcheck).toBeDefined();
});

test('without a recipient of one’s own the configuration is refused', () => {
  expect(() => parseConfig(configText, 'redoubt.yaml')).toThrow(/recipient/);
});

test('no secret of the example is in a file', () => {
  const tracked = execFileSync('git', ['ls-files', 'examples/docker', 'docker-compose.yml'], {
    cwd: root,
    encoding: 'utf8',
  });
  expect(tracked).not.toMatch(/\.env|identity|keys\//);
  const references = Object.values(config.regions).map(({ secretAccessKey }) => secretAccessKey);
  expect(references).toEqual(Array.from({ length: 3 }, () => ({ env: 'REGION_SECRET_KEY' })));
});
