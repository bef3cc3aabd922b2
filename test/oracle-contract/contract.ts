import { randomBytes } from 'node:crypto';
import { backupIdOf } from '../../src/domain/backup-id';
import type { BackupPlan } from '../../src/domain/backup-plan';
import type { ExportOutcome } from '../../src/domain/completed-export';
import { advanceExport } from '../../src/oracle/advance-export';
import { fileExists, readTextFile } from '../../src/oracle/directory-files';
import { ExportLogReader } from '../../src/oracle/export-log';
import { openDirectoryFile } from '../../src/oracle/file-reader';
import { pauseExport } from '../../src/oracle/pause-export';
import { inspectDatabase } from '../../src/oracle/preflight';
import { removeExport } from '../../src/oracle/remove-export';
import { readCurrentScn } from '../../src/oracle/scn';
import type { DatabaseTarget } from '../../src/domain/database-target';
import { withSession } from '../../src/oracle/session';
import { listInstallationJobs } from '../../src/oracle/sweep';

/** A database to hold against the contract: where it is, and a small schema with at least one table that may be exported. */
export interface ContractTarget {
  readonly target: DatabaseTarget;
  readonly directory: string;
  readonly schema: string;
  close(): Promise<void>;
}

const tag = 'CONTRACT';
const never = new AbortController().signal;
const doing = { doing: 'ask' };

/** What Redoubt relies on in an Oracle database. The same facts for a real one and for the stand-in. */
export function oracleContract(openTarget: () => Promise<ContractTarget>): void {
  let contract: ContractTarget;
  let plan: BackupPlan;

  beforeAll(async () => {
    contract = await openTarget();
    plan = planFor(contract);
  });

  afterAll(async () => {
    await removeExport(contract.target, traceOf(plan));
    await contract.close();
  });

  it('numbers keep all their digits', async () => {
    const rows = await withSession(contract.target, {}, (session) =>
      session.query('SELECT 12345678901234567890123456789012345678 AS N FROM DUAL', {}, doing),
    );
    expect(rows).toEqual([{ N: '12345678901234567890123456789012345678' }]);
  });

  it('a statement that runs three times in one session gives the same three times', async () => {
    await withSession(contract.target, {}, async (session) => {
      for (const n of [1, 2, 3]) {
        const out = await session.run('BEGIN :seen := :given; END;', { seen: { outBytes: 30 }, given: `${n}` }, doing);
        expect(out).toEqual({ seen: `${n}` });
      }
    });
  });

  it('SCNs rise', async () => {
    const [first, second] = await withSession(contract.target, {}, async (session) => [
      await readCurrentScn(session),
      await readCurrentScn(session),
    ]);
    expect(BigInt(second ?? 0)).toBeGreaterThanOrEqual(BigInt(first ?? 1));
  });

  it('a call with a parameter that the package does not have is refused as such', async () => {
    const call = withSession(contract.target, {}, (session) =>
      session.run('BEGIN DBMS_DATAPUMP.DETACH(hanlde => 1); END;', {}, { doing: 'call wrongly' }),
    );
    await expect(call).rejects.toMatchObject({ code: 'ORACLE_ERROR', message: expect.stringContaining('PLS-00306') });
  });

  it('the preflight tells the facts that a restore needs', async () => {
    const { facts, parallel } = await withSession(contract.target, {}, (session) => inspectDatabase(session, plan));
    expect(parallel).toBe(1);
    expect(facts).toMatchObject({
      openMode: expect.stringMatching(/^(READ WRITE|unknown)$/),
      directory: contract.directory,
    });
    expect(facts.version).toMatch(/^\d+\.\d+/);
    expect(facts.edition).not.toBe('unknown');
    expect(facts.characterSet).not.toBe('unknown');
    expect(facts.timeZoneFileVersion).toBeGreaterThan(0);
  });

  it('a schema that is not there is named before anything begins', async () => {
    const wrong = {
      ...plan,
      export: { ...plan.export, scope: { mode: 'schema' as const, schemas: ['NO_SUCH_SCHEMA'] } },
    };
    const looked = withSession(contract.target, {}, (session) => inspectDatabase(session, wrong));
    await expect(looked).rejects.toMatchObject({
      code: 'SCHEMA_MISSING',
      message: expect.stringContaining('NO_SUCH_SCHEMA'),
    });
  });

  it('a directory object that is not there is named before anything begins', async () => {
    const wrong = { ...plan, export: { ...plan.export, directory: 'NO_SUCH_DIRECTORY' } };
    const looked = withSession(contract.target, {}, (session) => inspectDatabase(session, wrong));
    await expect(looked).rejects.toMatchObject({ code: 'DIRECTORY_MISSING' });
    await expect(advanceExport(contract.target, wrong, { attempt: 5, signal: never })).rejects.toMatchObject({
      code: 'DIRECTORY_MISSING',
    });
  });

  it('two that run the same export at once come to one job, and the same answer', async () => {
    const run = () => advanceExport(contract.target, plan, { attempt: 1, signal: never, pollMs: 200 });
    const [one, other] = await Promise.all([run(), run()]);
    expectCompleted(one);
    expectCompleted(other);
    expect({ ...other, completedAt: '' }).toEqual({ ...one, completedAt: '' });
    expect(one.bytes).toBeGreaterThan(0);
  });

  it('an export that is done is found done, at its SCN', async () => {
    const outcome = await advanceExport(contract.target, plan, { attempt: 1, signal: never });
    expectCompleted(outcome);
    const log = await withSession(contract.target, {}, (session) =>
      readTextFile(session, { directory: contract.directory, name: outcome.log.name }, new ExportLogReader()),
    );
    expect(log?.finish()).toMatchObject({ verdict: 'completed', scn: outcome.scn, errors: [] });
  });

  it('pausing an export that is done does nothing', async () => {
    await pauseExport(contract.target, plan, { attempt: 1 });
    expectCompleted(await advanceExport(contract.target, plan, { attempt: 1, signal: never }));
  });

  it('a dump file read by several sessions is the same as read by one', async () => {
    const outcome = await advanceExport(contract.target, plan, { attempt: 1, signal: never });
    expectCompleted(outcome);
    const [file] = outcome.files;
    const read = async (sessions: number): Promise<Buffer> => {
      const options = { sessions, expectedBytes: file?.sizeBytes ?? 0 };
      const reader = await openDirectoryFile(contract.target, contract.directory, file?.name ?? '', options);
      try {
        return await reader.readRange(0, Math.min(reader.sizeBytes, 8 * 1024 * 1024));
      } finally {
        await reader.close();
      }
    };
    const bytes = await read(1);
    expect(bytes.length).toBeGreaterThan(0);
    expect((await read(3)).equals(bytes)).toBe(true);
  });

  it('a finished export is listed as a job that does not run', async () => {
    const jobs = await withSession(contract.target, {}, (session) => listInstallationJobs(session));
    expect(jobs.filter(({ jobName }) => jobName.startsWith(`RDBT_${tag}_`))).toEqual([
      { jobName: expect.stringMatching(/_1$/), running: false },
    ]);
  });

  it('removing an export takes its job, its files and its table, and nothing twice', async () => {
    const outcome = await advanceExport(contract.target, plan, { attempt: 1, signal: never });
    expectCompleted(outcome);
    const names = [...outcome.files, outcome.log].map(({ name }) => name);
    const removed = await removeExport(contract.target, traceOf(plan));
    expect(removed).toEqual(expect.arrayContaining([...names, `table ${outcome.jobName}`]));
    expect(await removeExport(contract.target, traceOf(plan))).toEqual([]);
    await withSession(contract.target, {}, async (session) => {
      for (const name of names) expect(await fileExists(session, contract.directory, name)).toBe(false);
    });
  });
}

function planFor({ directory, schema }: ContractTarget): BackupPlan {
  const now = new Date();
  return {
    backupId: backupIdOf(now, randomBytes(16).toString('hex')),
    database: 'contract',
    installation: 'contract',
    tag,
    startedAt: now.toISOString(),
    export: { method: 'datapump', scope: { mode: 'schema', schemas: [schema] }, directory, parallel: 1 },
    copies: { regions: [], minCopies: 1, partBytes: 1, compressionLevel: 1, recipients: [] },
    acceleration: 'socket',
    maxDurationMs: 3_600_000,
    searchAttributes: [],
  };
}

const traceOf = ({ backupId, export: { directory } }: BackupPlan) => ({ tag, directory, backupId });

type Completed = Extract<ExportOutcome, { kind: 'completed' }>;

function expectCompleted(outcome: ExportOutcome): asserts outcome is Completed {
  expect(outcome).toMatchObject({ kind: 'completed' });
}
