import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import type { Gateway } from '../../test/vault/versitygw';
import { execute } from './execute';
import type { BenchPlace } from './place';

/** rclone's remotes a, b and c: the three regions, with parts as large as ours. */
export function rcloneEnv({ gateways }: BenchPlace): Readonly<Record<string, string>> {
  const env: Record<string, string> = { RCLONE_CONFIG: '/dev/null' };
  for (const [i, gateway] of gateways.entries()) {
    const remote = `RCLONE_CONFIG_${'ABC'[i]}_`;
    Object.assign(env, {
      [`${remote}TYPE`]: 's3',
      [`${remote}PROVIDER`]: 'Other',
      [`${remote}ENDPOINT`]: gateway.endpoint,
      [`${remote}REGION`]: 'eu-test-1',
      [`${remote}ACCESS_KEY_ID`]: 'redoubt',
      [`${remote}SECRET_ACCESS_KEY`]: 'redoubt-secret',
      [`${remote}NO_CHECK_BUCKET`]: 'true',
      [`${remote}CHUNK_SIZE`]: '32Mi',
    });
  }
  return env;
}

export function resticEnv({ folder }: BenchPlace): Readonly<Record<string, string>> {
  return {
    AWS_ACCESS_KEY_ID: 'redoubt',
    AWS_SECRET_ACCESS_KEY: 'redoubt-secret',
    AWS_DEFAULT_REGION: 'eu-test-1',
    RESTIC_PASSWORD: 'bench',
    RESTIC_CACHE_DIR: join(folder, 'restic-cache'),
  };
}

export const resticRepository = ({ endpoint }: Gateway): string => `s3:${endpoint}/vault/restic`;

const shellLine = `
mkfifo "$PIPES/a" "$PIPES/b"
rclone rcat "a:$OBJECT" < "$PIPES/a" & A=$!
rclone rcat "b:$OBJECT" < "$PIPES/b" & B=$!
zstd -1 -T0 -q -c "$DATA" | age -r "$RECIPIENT" | tee "$PIPES/a" "$PIPES/b" | rclone rcat "c:$OBJECT"
wait $A
wait $B`;

/** What somebody would write who has no program for it: one pass, three regions, and nothing checked but the pipe. */
export async function copyByShell(place: BenchPlace): Promise<void> {
  await execute(shellLine, {
    ...rcloneEnv(place),
    PIPES: mkdtempSync(join(place.folder, 'pipes-')),
    DATA: place.data.path,
    RECIPIENT: place.keys.recipient,
    OBJECT: `vault/${place.freshName()}`,
  });
}
