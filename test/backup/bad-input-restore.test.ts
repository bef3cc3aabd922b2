import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { BackupResult } from '../../src/domain/backup-result';
import { describeError, type ErrorCode } from '../../src/errors';
import { openBackupLab, type BackupLab } from '../harness/backup-lab';

let lab: BackupLab;
let backupId: string;
beforeAll(async () => {
  lab = await openBackupLab({
    configure: ({ databases }) => {
      for (const database of Object.values(databases)) database.copies['partSize'] = '1M';
    },
  });
  await lab.worker('a');
  ({ backupId } = (await (await lab.start()).result()) as BackupResult);
});
afterAll(() => lab.close());

/** Where a region's server keeps the sealed parts, as files; the second, to be damaged. */
function somePart(region: string, n = 1): string {
  const parts = join(lab.sandbox.directory, region, 'objects', 'redoubt', 'sales', 'backups', backupId, 'parts');
  const names = readdirSync(parts).sort();
  return join(parts, names[n] ?? '');
}

const newFolder = (): string => join(mkdtempSync(join(lab.sandbox.directory, 'to-')), 'restored');

async function restore(to: string, identity = lab.identityFile) {
  const command = ['restore', 'sales', '--backup', backupId, '--to', to, '--identity', identity, '--json'];
  const { exitCode, stdout } = await lab.redoubt(...command);
  const answer = JSON.parse(stdout) as {
    readonly error?: { readonly code: ErrorCode; readonly message: string };
    readonly problems?: readonly { region: string; key: string; code: ErrorCode }[];
  };
  return { exitCode, ...answer };
}

/** Damages files, and gives them back their bytes when the work is done. */
async function withDamage(files: readonly string[], damage: (file: string) => void, work: () => Promise<void>) {
  const before = files.map((file) => ({ file, bytes: readFileSync(file) }));
  try {
    for (const file of files) damage(file);
    await work();
  } finally {
    for (const { file, bytes } of before) writeFileSync(file, bytes);
  }
}

const truncate = (file: string): void => truncateSync(file, 1000);
const remove = (file: string): void => rmSync(file);
function flip(file: string): void {
  const bytes = readFileSync(file);
  bytes[bytes.length - 30] = (bytes.at(-30) ?? 0) ^ 1;
  writeFileSync(file, bytes);
}

describe.each([
  ['truncated', truncate, 'OBJECT_DAMAGED'],
  ['flipped', flip, 'OBJECT_DAMAGED'],
  ['missing', remove, 'OBJECT_MISSING'],
] as const)('a part that is %s', (_, damage, code) => {
  it('in some regions is read from another one, and reported', async () => {
    // Each part is whole in one region only: whichever is asked first meets damaged ones.
    const files = lab.regionNames.flatMap((whole, n) =>
      lab.regionNames.filter((region) => region !== whole).map((region) => ({ region, file: somePart(region, n) })),
    );
    const damaged = files.map(({ region, file }) => `${region} parts/${basename(file)} ${code}`);
    await withDamage(
      files.map(({ file }) => file),
      damage,
      async () => {
        const restored = await restore(newFolder());
        expect(restored).toMatchObject({ exitCode: 0 });
        const reported = (restored.problems ?? []).map((problem) => `${problem.region} ${problem.key} ${problem.code}`);
        expect(reported).not.toEqual([]);
        expect(damaged).toEqual(expect.arrayContaining(reported));
        await lab.proveRestorable(backupId);
      },
    );
  });

  it('in every region makes the restore fail, naming it, and leaves no file behind', async () => {
    const files = lab.regionNames.map((region) => somePart(region));
    await withDamage(files, damage, async () => {
      const to = newFolder();
      const refused = await restore(to);
      expect(refused).toMatchObject({
        exitCode: describeError('BACKUP_UNREADABLE').exitCode,
        error: { code: 'BACKUP_UNREADABLE', message: expect.stringMatching(/_01\.dmp.*part/s) },
      });
      expect(existsSync(to)).toBe(false);
    });
  });
});

it('a directory that is not empty is refused, and left as it was', async () => {
  const to = mkdtempSync(join(lab.sandbox.directory, 'full-'));
  writeFileSync(join(to, 'notes.txt'), 'mine');
  const refused = await restore(to);
  expect(refused).toMatchObject({
    exitCode: describeError('TARGET_NOT_EMPTY').exitCode,
    error: { code: 'TARGET_NOT_EMPTY', message: expect.stringContaining('notes.txt') },
  });
  expect(readdirSync(to)).toEqual(['notes.txt']);
});

it('an identity of somebody else is refused before anything is written', async () => {
  const folder = mkdtempSync(join(lab.sandbox.directory, 'keys-'));
  const made = await lab.redoubt('keygen', '--dir', folder, '--json');
  expect(made).toMatchObject({ exitCode: 0 });
  const identity = readdirSync(folder).find((name) =>
    readFileSync(join(folder, name), 'utf8').includes('AGE-SECRET-KEY-1'),
  );
  const to = newFolder();
  expect(await restore(to, join(folder, identity ?? ''))).toMatchObject({
    exitCode: describeError('IDENTITY_MISMATCH').exitCode,
    error: { code: 'IDENTITY_MISMATCH' },
  });
  expect(existsSync(to)).toBe(false);
});
