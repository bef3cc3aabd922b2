import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { findTool, requireTool } from '../../../src/sandbox/tools/find-tool';
import { installTool } from '../../../src/sandbox/tools/install-tool';
import { installTools, purgeTools } from '../../../src/sandbox/tools/install-tools';
import { checksumOf } from '../../../src/sandbox/tools/release-download';
import { toolNamed, tools, type Tool } from '../../../src/sandbox/tools/tool';
import { temporaryDirectory } from '../temporary-directory';

const directory = temporaryDirectory('tools');
const cache = path.join(directory, 'cache');
const silent = (): void => undefined;
const archiveName = 'hello_1.0.0_linux_amd64.tar.gz';
let served: Readonly<Record<string, Buffer>> = {};
let baseUrl = '';

const server = createServer((request, response) => {
  const body = served[(request.url ?? '').slice(1)];
  response.writeHead(body === undefined ? 404 : 200).end(body);
});

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  baseUrl = `http://127.0.0.1:${address.port}`;
});
afterAll(() => server.close());

function program(folder: string, name: string, text: string): string {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, name);
  writeFileSync(file, text);
  chmodSync(file, 0o755);
  return file;
}

function hello(fields: Partial<Tool> = {}): Tool {
  return {
    name: 'hello',
    version: '1.0.0',
    probe: ['--version'],
    neededFor: 'this test',
    optional: false,
    release: { baseUrl, archive: () => archiveName, checksums: 'checksums.txt' },
    website: 'https://example.com',
    ...fields,
  };
}

/** As goreleaser packs it, with a folder around it. */
function serveRelease(checksum?: string): void {
  program(path.join(directory, 'pack', 'hello_1.0.0'), 'hello', '#!/bin/sh\necho hello 1.0.0\n');
  const archive = path.join(directory, archiveName);
  execFileSync('tar', ['-czf', archive, '-C', path.join(directory, 'pack'), 'hello_1.0.0']);
  const bytes = readFileSync(archive);
  const digest = checksum ?? createHash('sha256').update(bytes).digest('hex');
  served = {
    [archiveName]: bytes,
    'checksums.txt': Buffer.from(`${'0'.repeat(64)}  other\n${digest}  ${archiveName}\n`),
  };
}

test('a program on PATH that runs is taken', async () => {
  const bin = path.join(directory, 'bin');
  const file = program(bin, 'hello', '#!/bin/sh\nexit 0\n');
  expect(await findTool(hello(), { PATH: bin, XDG_CACHE_HOME: cache })).toEqual({ path: file, place: 'PATH' });
});

test('a program on PATH that does not run is passed over', async () => {
  const bin = path.join(directory, 'broken');
  program(bin, 'hello', '#!/bin/sh\nexit 1\n');
  expect(await findTool(hello(), { PATH: bin, XDG_CACHE_HOME: cache })).toBeUndefined();
});

test('a release whose checksum is right is unpacked into the cache, and found there', async () => {
  serveRelease();
  const env = { PATH: '', XDG_CACHE_HOME: path.join(directory, 'cache-1') };
  const outcome = await installTool({ tool: hello(), found: undefined }, env, silent);
  expect(outcome).toMatchObject({ isNew: true, failures: [], found: { place: 'cache' } });
  expect(execFileSync(outcome.found?.path ?? '', { encoding: 'utf8' })).toBe('hello 1.0.0\n');
  const again = await installTools({ env, wanted: [hello()], onProgress: silent });
  expect(again).toMatchObject([{ isNew: false }]);
});

test('a release whose checksum is wrong is refused, and the next way is tried', async () => {
  serveRelease('f'.repeat(64));
  const env = { PATH: '', XDG_CACHE_HOME: path.join(directory, 'cache-2') };
  const outcome = await installTool({ tool: hello({ goPackage: 'example.com/hello' }), found: undefined }, env, silent);
  expect(outcome.found).toBeUndefined();
  expect(outcome.failures).toEqual([
    expect.stringContaining('should have ffff'),
    expect.stringContaining('there is no go on PATH'),
  ]);
});

test('what cannot be got is named in one message with each way to get it', async () => {
  served = {};
  const env = { PATH: '', XDG_CACHE_HOME: path.join(directory, 'cache-3') };
  const wanted = [hello({ goPackage: 'example.com/hello', debianPackage: 'hello' }), hello({ name: 'other' })];
  const failure = await installTools({ env, wanted, onProgress: silent }).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: 'TOOL_MISSING' });
  const message = (failure as Error).message;
  for (const way of [
    'hello is missing',
    'other is missing',
    'on PATH',
    baseUrl,
    'go install example.com/hello@v1.0.0',
    'apt-get install hello',
  ]) {
    expect(message).toContain(way);
  }
});

test('an optional tool that cannot be got is no failure', async () => {
  const env = { PATH: '', XDG_CACHE_HOME: path.join(directory, 'cache-4') };
  const { release: _none, ...tool } = hello({ optional: true });
  expect(await installTools({ env, wanted: [tool], onProgress: silent })).toMatchObject([{ found: undefined }]);
});

test('purge removes what was cached', () => {
  const env = { XDG_CACHE_HOME: path.join(directory, 'cache-1') };
  const purged = purgeTools(env);
  expect(existsSync(purged)).toBe(false);
  expect(existsSync(path.join(directory, 'cache-1'))).toBe(true);
});

test('a tool that is missing is an error that says which command gets it', async () => {
  await expect(requireTool('versitygw', { PATH: '', XDG_CACHE_HOME: cache })).rejects.toMatchObject({
    code: 'TOOL_MISSING',
    hint: expect.stringContaining('redoubt sandbox install'),
  });
});

test('checksums are read as sha256sum writes them, in text and in binary mode', () => {
  const digest = 'a'.repeat(64);
  expect(checksumOf(`${digest}  one.tar.gz\n${digest} *two.tar.gz\n`, 'two.tar.gz')).toBe(digest);
  expect(checksumOf(`${digest}  one.tar.gz\n`, 'one')).toBeUndefined();
  expect(checksumOf('nonsense  one.tar.gz\n', 'one.tar.gz')).toBeUndefined();
});

test('each tool of the sandbox has a way that needs no internet beyond package registries', () => {
  for (const tool of tools) expect(tool.goPackage ?? tool.debianPackage).toBeDefined();
  expect(toolNamed('temporal').goPackage).toBe('github.com/temporalio/cli/cmd/temporal');
});
