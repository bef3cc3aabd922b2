import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { openRegion, type S3RegionOptions } from '../../src/vault/region/s3-region';
import type { RegionSettings } from '../../src/domain/region-settings';
import type { Region } from '../../src/vault/region/region';

const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
const candidates = [
  ...(process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'versitygw')),
  join(cache, 'redoubt/tools/versitygw-1.7.0/versitygw'),
];

/** Where a server runs and listens, if not beside the test: at the far end of a link, say. */
export interface GatewayPlace {
  readonly address: string;
  /** What its own folder is made in; the system's temporary directory without it. */
  readonly directory?: string;
  command(file: string, args: readonly string[]): { readonly file: string; readonly args: readonly string[] };
}

const besideTheTest: GatewayPlace = { address: '127.0.0.1', command: (file, args) => ({ file, args }) };

/** A real S3 server with one bucket, in a folder of its own. */
export class Gateway {
  #process: ChildProcess | undefined;

  private constructor(
    readonly name: string,
    readonly port: number,
    /** Its buckets are folders in here. */
    readonly folder: string,
    private readonly place: GatewayPlace,
  ) {}

  static async start(name: string, place: GatewayPlace = besideTheTest): Promise<Gateway> {
    const folder = await mkdtemp(join(place.directory ?? tmpdir(), `redoubt-${name}-`));
    for (const sub of ['data/vault', 'iam', 'versions']) await mkdir(join(folder, sub), { recursive: true });
    const gateway = new Gateway(name, await freePort(), folder, place);
    await gateway.up();
    return gateway;
  }

  get endpoint(): string {
    return `http://${this.place.address}:${this.port}`;
  }

  /** Where an object's bytes lie on disk. */
  pathOf(key: string): string {
    return join(this.folder, 'data/vault', key);
  }

  async up(): Promise<void> {
    const program = candidates.find((path) => existsSync(path));
    if (program === undefined) throw new Error('versitygw is missing: `redoubt sandbox install` gets it');
    const args = [
      '--port',
      `${this.place.address}:${this.port}`,
      '--region',
      'eu-test-1',
      '--iam-dir',
      join(this.folder, 'iam'),
    ];
    const store = ['posix', '--versioning-dir', join(this.folder, 'versions'), join(this.folder, 'data')];
    const command = this.place.command(program, [...args, '--health', '/healthz', '--keep-alive', '--quiet', ...store]);
    this.#process = spawn(command.file, command.args, {
      env: { ROOT_ACCESS_KEY: 'redoubt', ROOT_SECRET_KEY: 'redoubt-secret' },
      stdio: 'ignore',
    });
    await until(async () => (await fetch(`${this.endpoint}/healthz`)).ok);
  }

  async down(): Promise<void> {
    const child = this.#process;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  }

  async remove(): Promise<void> {
    await this.down();
    await rm(this.folder, { recursive: true, force: true });
  }

  settings(changes: Partial<RegionSettings> = {}): RegionSettings {
    return {
      name: this.name,
      jurisdiction: 'EU',
      endpoint: this.endpoint,
      region: 'eu-test-1',
      bucket: 'vault',
      prefix: this.name,
      pathStyle: true,
      credentials: { accessKeyId: 'redoubt', secretAccessKey: 'redoubt-secret' },
      ...changes,
    };
  }

  open(changes: Partial<RegionSettings> = {}, options: S3RegionOptions = {}): Region {
    return openRegion(this.settings(changes), options);
  }
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** Waits for a fact, with a limit. */
export async function until(fact: () => Promise<boolean> | boolean, limitMs = 10_000): Promise<void> {
  const end = Date.now() + limitMs;
  for (;;) {
    if (await Promise.resolve(fact()).catch(() => false)) return;
    if (Date.now() > end) throw new Error(`still not so after ${limitMs} ms: ${fact.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
