import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { manifestBytes } from '../../src/domain/manifest';
import { fileObjectOf } from '../../src/domain/copy-work';
import type { BackupPlan } from '../../src/domain/backup-plan';
import { writeBatchIndex, writeFileObject } from '../../src/vault/objects/batch-index';
import { putManifest } from '../../src/vault/objects/manifests';
import { RegionHealth } from '../../src/vault/region/region-health';
import { parseSigningKey } from '../../src/vault/crypto/ssh-keys';
import { signBytes } from '../../src/vault/crypto/ssh-signature';
import { program } from '../../test/harness/redoubt-command';
import { exampleManifest } from '../../test/vault/example-manifest';
import { missingProgram } from './bench-data';
import { execute } from './execute';
import { copyLocally, partBytes } from './our-path';
import { rcloneEnv, resticEnv, resticRepository } from './peers';
import type { BenchPlace } from './place';
import type { BenchRow } from './row';

const nothing = (): Promise<void> => Promise.resolve();

const resticRestore = 'restic restore -q latest --target "$TARGET"';
const resticBackup = 'restic init -q && restic backup -q "$DATA"';

/** Both of restic's rows restore from one repository; whichever is asked for first makes it. */
async function storeInRestic(place: BenchPlace): Promise<void> {
  isInRestic ??= done(execute(resticBackup, { ...resticAt(place), DATA: place.data.path }));
  await isInRestic;
}
let isInRestic: Promise<void> | undefined;

const shellRestore = 'rclone cat a:vault/shell | age -d -i "$IDENTITY" | zstd -d -q';

/** Both of the shell's rows restore from one object; whichever is asked for first stores it. */
async function storeInShell(place: BenchPlace): Promise<void> {
  isInShell ??= done(
    execute('zstd -1 -T0 -q -c "$DATA" | age -r "$RECIPIENT" | rclone rcat a:vault/shell', {
      ...rcloneEnv(place),
      DATA: place.data.path,
      RECIPIENT: place.keys.recipient,
    }),
  );
  await isInShell;
}
let isInShell: Promise<void> | undefined;

/** From one region to a file on this machine, each from what it stored itself. */
export const restoreRows: readonly BenchRow[] = [
  {
    name: 'restore',
    group: 'restore',
    about: 'redoubt restore, its start included, every byte checked and synced',
    unavailable: undefined,
    prepare: storeBackup,
    run: restoreOurs,
    cleanUp: removeRestored,
  },
  {
    name: 'restore-shell',
    group: 'restore',
    about: 'rclone cat | age -d | zstd -d',
    unavailable: missingProgram('zstd', 'age', 'rclone'),
    prepare: storeInShell,
    run: (place) => done(execute(`${shellRestore} -o "$TARGET" && sync "$TARGET"`, shellAt(place))),
    cleanUp: removeRestored,
  },
  {
    name: 'restore-shell-checked',
    group: 'restore',
    about: 'rclone cat | age -d | zstd -d | tee | sha256sum',
    unavailable: missingProgram('zstd', 'age', 'rclone'),
    prepare: storeInShell,
    run: (place) =>
      done(execute(`${shellRestore} -c | tee "$TARGET" | sha256sum > /dev/null && sync "$TARGET"`, shellAt(place))),
    cleanUp: removeRestored,
  },
  {
    name: 'restore-restic',
    group: 'restore',
    about: 'restic restore',
    unavailable: missingProgram('restic'),
    prepare: storeInRestic,
    run: (place) => done(execute(resticRestore, { ...resticAt(place), TARGET: restoredIn(place) })),
    cleanUp: removeRestored,
  },
  {
    name: 'restore-restic-synced',
    group: 'restore',
    about: 'restic restore, and what it restored on the disk, as the other rows have it',
    unavailable: missingProgram('restic'),
    prepare: storeInRestic,
    run: (place) => {
      const files = { TARGET: restoredIn(place), RESTORED: join(restoredIn(place), place.data.path) };
      return done(execute(`${resticRestore} && sync "$RESTORED"`, { ...resticAt(place), ...files }));
    },
    cleanUp: removeRestored,
  },
];

const done = (work: Promise<unknown>): Promise<void> => work.then(nothing);

const restoredIn = ({ folder }: BenchPlace): string => join(folder, 'restored');

function removeRestored(place: BenchPlace): Promise<void> {
  rmSync(restoredIn(place), { recursive: true, force: true });
  return nothing();
}

function shellAt(place: BenchPlace): Readonly<Record<string, string>> {
  mkdirSync(restoredIn(place), { recursive: true });
  return { ...rcloneEnv(place), TARGET: join(restoredIn(place), 'data.dmp'), IDENTITY: place.identityFile };
}

function resticAt(place: BenchPlace): Readonly<Record<string, string>> {
  const [first] = place.gateways;
  return { ...resticEnv(place), RESTIC_REPOSITORY: first === undefined ? '' : resticRepository(first) };
}

/** The data as a finished backup, signed. */
async function storeBackup(place: BenchPlace): Promise<void> {
  const { regions, keys, signing, data } = place;
  const { backupId, copied } = await copyLocally(place);
  const backup = { database: 'sales', backupId };
  const target = { regions, backup, health: new RegionHealth(), signal: new AbortController().signal };
  const { index } = await writeBatchIndex(target, 1, copied.lines);
  // Of the plan the file object takes these two facts only.
  const plan = { backupId, copies: { partBytes } } as BackupPlan;
  const source = { fileNumber: 1, kind: 'dump', name: 'data.dmp', sizeBytes: data.bytes } as const;
  const { key, sha256 } = await writeFileObject(target, fileObjectOf(plan, source, [index]));
  const { kind, fileNumber, name } = source;
  const facts = { size: data.bytes, parts: copied.lines.length, sealedSize: copied.sealedBytes };
  const files = [{ fileNumber, kind, name, ...facts, key, sha256 }];
  const bytes = manifestBytes(exampleManifest({ backupId, files, recipients: [keys.recipient], regions }));
  const signature = signBytes(bytes, parseSigningKey(signing.privateFile, 'the bench’s key'));
  for (const region of regions) {
    await putManifest(region, backup, { bytes, signature }, { trusted: [signing.publicKey] });
  }
}

/** The built command as a user runs it, its start included. */
async function restoreOurs(place: BenchPlace): Promise<void> {
  const { folder, identityFile, data } = place;
  const config = join(folder, 'redoubt.yaml');
  writeFileSync(config, configuration(place));
  const line = `"$NODE" "$PROGRAM" restore sales --before 2027-01-01T00:00:00Z \
    --to "$TARGET" --identity "$IDENTITY" --config "$CONFIG"`;
  const files = { TARGET: restoredIn(place), IDENTITY: identityFile, CONFIG: config };
  await execute(line, { NODE: process.execPath, PROGRAM: program, ...files, KEY: 'redoubt', SECRET: 'redoubt-secret' });
  if (statSync(join(restoredIn(place), 'data.dmp')).size !== data.bytes) throw new Error('the restore is not whole');
}

/** One region: that which the others restore from too. */
function configuration({ regions, keys, signing }: BenchPlace): string {
  const [settings] = regions.map((region) => region.settings);
  const { name, endpoint, bucket, prefix, jurisdiction } = settings ?? {};
  const place = { jurisdiction, endpoint, region: settings?.region, bucket, prefix, pathStyle: true };
  return stringify({
    temporal: { address: '127.0.0.1:1' },
    databases: {
      sales: {
        connectString: 'db1/SALES',
        user: 'REDOUBT',
        password: { env: 'NOT_NEEDED_HERE' },
        export: { mode: 'schema', schemas: ['SALES'], directory: 'REDOUBT_DIR' },
        copies: { regions: [name], minCopies: 1 },
      },
    },
    regions: { [String(name)]: { ...place, accessKeyId: { env: 'KEY' }, secretAccessKey: { env: 'SECRET' } } },
    encryption: { recipients: [keys.recipient] },
    signing: { key: { file: 'not-needed-here' }, trusted: [signing.publicKey] },
  });
}
