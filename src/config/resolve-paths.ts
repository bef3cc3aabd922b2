import type { Config, SecretReference } from './schema';

type Resolve = (file: string) => string;

/** The same configuration with every path absolute, so that it means the same whatever folder a process runs in. */
export function resolvePaths(config: Config, resolve: Resolve): Config {
  const { temporal, databases, regions, signing, notifications } = config;
  return {
    ...config,
    temporal: resolveFields(temporal, ['apiKey'], resolve),
    databases: mapValues(databases, (database) => ({
      ...resolveFields(database, ['password'], resolve),
      export: resolveLocalPath(database.export, resolve),
    })),
    regions: mapValues(regions, (region) =>
      resolveFields(region, ['accessKeyId', 'secretAccessKey', 'sessionToken'], resolve),
    ),
    ...(notifications === undefined
      ? {}
      : { notifications: { webhook: resolveFields(notifications.webhook, ['secret'], resolve) } }),
    signing: { ...signing, key: { file: resolve(signing.key.file) } },
  };
}

function resolveFields<K extends string, T extends { [P in K]?: SecretReference | undefined }>(
  owner: T,
  fields: readonly K[],
  resolve: Resolve,
): T {
  const resolved = fields.flatMap((field) => {
    const secret = owner[field];
    return secret !== undefined && 'file' in secret ? [[field, { file: resolve(secret.file) }]] : [];
  });
  return { ...owner, ...Object.fromEntries(resolved) };
}

function resolveLocalPath<T extends { localPath?: string | undefined }>(settings: T, resolve: Resolve): T {
  return settings.localPath === undefined ? settings : { ...settings, localPath: resolve(settings.localPath) };
}

function mapValues<V>(record: Readonly<Record<string, V>>, change: (value: V) => V): Record<string, V> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
