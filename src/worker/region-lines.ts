import type { Config } from '../config/schema';
import type { Environment } from '../config/config-file';
import { regionLineSettings } from '../config/region-line-settings';
import { openRegionLine, type RegionLine } from '../transport/region-line';

/** The lines of a process to its regions, by name: one each, opened when it is first asked for. */
export class RegionLines {
  readonly #lines = new Map<string, RegionLine>();
  /** How many batches want no limit, by region. */
  readonly #lifted = new Map<string, number>();

  constructor(
    private readonly config: Config,
    private readonly env: Environment,
  ) {}

  /** Those that were opened. */
  get opened(): ReadonlyMap<string, RegionLine> {
    return this.#lines;
  }

  of(region: string): RegionLine {
    const known = this.#lines.get(region);
    if (known !== undefined) return known;
    const proxyEnv = proxyOf(this.env);
    const line = openRegionLine({
      region,
      scope: this.config.acceleration.scope,
      ...regionLineSettings(this.config, region),
      ...(proxyEnv === undefined ? {} : { proxyEnv }),
    });
    this.#lines.set(region, line);
    return line;
  }

  /** No limit for these regions until the answer is called, and nobody else has lifted theirs. */
  lift(regions: readonly string[]): () => void {
    for (const region of regions) this.#change(region, 1);
    return () => {
      for (const region of regions) this.#change(region, -1);
    };
  }

  #change(region: string, by: 1 | -1): void {
    const lifted = (this.#lifted.get(region) ?? 0) + by;
    this.#lifted.set(region, lifted);
    const { limitBytesPerSecond } = regionLineSettings(this.config, region);
    if (limitBytesPerSecond !== undefined) this.of(region).setLimit(lifted > 0 ? null : limitBytesPerSecond);
  }

  close(): void {
    for (const line of this.#lines.values()) line.close();
    this.#lines.clear();
  }
}

const proxyVariables = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy', 'NO_PROXY', 'no_proxy'] as const;

/** The proxies that Node is told to use (NODE_USE_ENV_PROXY, or --use-env-proxy); undefined where it is not. */
function proxyOf(env: Environment): Readonly<Record<string, string | undefined>> | undefined {
  const told =
    env['NODE_USE_ENV_PROXY'] === '1' ||
    process.execArgv.includes('--use-env-proxy') ||
    (env['NODE_OPTIONS'] ?? '').split(' ').includes('--use-env-proxy');
  const given = proxyVariables.filter((name) => (env[name] ?? '') !== '');
  if (!told || given.every((name) => name.toUpperCase() === 'NO_PROXY')) return undefined;
  return Object.fromEntries(given.map((name) => [name, env[name]]));
}
