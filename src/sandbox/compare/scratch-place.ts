import { randomBytes } from 'node:crypto';
import { cp, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Session } from '../../oracle/session';
import type { RestoredDump } from './restored-dump';

/** A schema and a directory object that are there for one comparison. */
export interface ScratchPlace {
  readonly schema: string;
  readonly directory: string;
}

/** Makes the place, with the dump files in its directory, and removes all of it again whatever happens. */
export async function withScratchPlace<T>(
  dba: Session,
  dump: RestoredDump,
  parent: string,
  work: (place: ScratchPlace) => Promise<T>,
): Promise<T> {
  const name = `COMPARE_${randomBytes(4).toString('hex').toUpperCase()}`;
  const folder = path.join(parent, name.toLowerCase());
  await mkdir(folder, { recursive: true, mode: 0o700 });
  try {
    for (const file of dump.files) await cp(path.join(dump.folder, file), path.join(folder, file));
    await runEach(dba, [
      `CREATE USER ${name} IDENTIFIED BY "p${randomBytes(12).toString('hex')}" QUOTA UNLIMITED ON USERS`,
      `CREATE DIRECTORY ${name} AS '${folder.replaceAll("'", "''")}'`,
    ]);
    return await work({ schema: name, directory: name });
  } finally {
    await stopImport(dba, name);
    await rm(folder, { recursive: true, force: true });
    await removeFromDatabase(dba, name);
  }
}

/** An import that was cut short goes on in the database, and may end by itself meanwhile. */
async function stopImport(dba: Session, job: string): Promise<void> {
  const block = `DECLARE h NUMBER; BEGIN
    h := DBMS_DATAPUMP.ATTACH(job_name => :job);
    DBMS_DATAPUMP.STOP_JOB(handle => h, immediate => 1, keep_master => 0, delay => 0);
  END;`;
  try {
    if (await isJob(dba, job)) await dba.run(block, { job }, { doing: `stop the job ${job}` });
  } catch (error) {
    if (await isJob(dba, job)) throw error;
  }
}

async function isJob(dba: Session, job: string): Promise<boolean> {
  const sql = 'SELECT 1 FROM DBA_DATAPUMP_JOBS WHERE JOB_NAME = :job';
  return (await dba.query(sql, { job }, { doing: `look for the job ${job}` })).length > 0;
}

/** Only what was made: a failure half-way leaves less to remove. */
async function removeFromDatabase(dba: Session, name: string): Promise<void> {
  const doing = { doing: `look for ${name}` };
  const users = await dba.query('SELECT 1 FROM DBA_USERS WHERE USERNAME = :name', { name }, doing);
  const directories = await dba.query('SELECT 1 FROM DBA_DIRECTORIES WHERE DIRECTORY_NAME = :name', { name }, doing);
  await runEach(dba, [
    ...users.map(() => `DROP USER ${name} CASCADE`),
    ...directories.map(() => `DROP DIRECTORY ${name}`),
  ]);
}

async function runEach(session: Session, statements: readonly string[]): Promise<void> {
  // Messages may not repeat a password.
  for (const sql of statements) await session.run(sql, {}, { doing: `run ${sql.split(' ').slice(0, 3).join(' ')}` });
}
