import type { BackupPlan } from '../../src/domain/backup-plan';
import type { ExportScope } from '../../src/domain/export-scope';
import { defineBlock, startBlock, stopBlock } from '../../src/oracle/data-pump-block';
import { readExportLog } from '../../src/oracle/export-log';

const planOf = (scope: ExportScope): BackupPlan => ({
  backupId: '20261123T081500Z-3f2a9c',
  database: 'sales',
  installation: 'prod',
  tag: 'PROD',
  startedAt: '2026-11-23T08:15:00.000Z',
  export: { method: 'datapump', scope, directory: 'REDOUBT_DIR', parallel: 4, fileSize: '8G' },
  copies: { regions: [], minCopies: 1, partBytes: 1, compressionLevel: 1, recipients: [] },
  acceleration: 'socket',
  maxDurationMs: 1,
  searchAttributes: [],
});
const define = (scope: ExportScope, parallel = 4, user = 'REDOUBT') =>
  defineBlock({ plan: planOf(scope), attempt: 2, scn: '98765432109876', parallel, user });
const callsOf = (text: string) => [...text.matchAll(/DBMS_DATAPUMP\.([A-Z_]+)\(/g)].map(([, name]) => name);
const sales: ExportScope = { mode: 'schema', schemas: ['SALES', "O'HARA"] };

describe('the block that defines and starts an export', () => {
  it('calls from OPEN to START_JOB and DETACH, then cleans up in the handler', () => {
    expect(callsOf(define(sales).text)).toEqual([
      'OPEN',
      'SET_PARALLEL',
      'ADD_FILE',
      'ADD_FILE',
      'METADATA_FILTER',
      'SET_PARAMETER',
      'SET_PARAMETER',
      'SET_PARAMETER',
      'SET_PARAMETER',
      'START_JOB',
      'DETACH',
      'GET_STATUS',
      'STOP_JOB',
    ]);
  });

  it('binds every value, and has each bind in its text', () => {
    const { text, binds } = define({ ...sales, exclude: ['STATISTICS'], where: { 'SALES.ORDERS': 'ID > 5' } });
    const inText = new Set([...text.matchAll(/(?<![:\w]):([a-z_0-9]+)/g)].map(([, name]) => name));
    expect(inText).toEqual(new Set(Object.keys(binds)));
    expect(binds).toMatchObject({
      job_mode: 'SCHEMA',
      job_name: 'RDBT_PROD_20261123T081500Z_3F2A9C_2',
      dump_template: 'rdbt_prod_20261123t081500z_3f2a9c_2_%L.dmp',
      log_file: 'rdbt_prod_20261123t081500z_3f2a9c_2.log',
      file_size: '8G',
      schemas: `IN ('SALES','O''HARA')`,
      exclude_paths: `IN ('STATISTICS')`,
      where_0: 'WHERE ID > 5',
      where_table_0: 'ORDERS',
      where_schema_0: 'SALES',
      scn: '98765432109876',
    });
    expect(text).not.toContain('SALES');
  });

  it('leaves SET_PARALLEL out for one process, as editions without it refuse the call', () => {
    expect(callsOf(define(sales, 1).text)).not.toContain('SET_PARALLEL');
  });

  it('tells its SCN in the log', () => {
    const { client_command: command } = define(sales).binds;
    expect(readExportLog(`Starting "REDOUBT"."X":  ${command as string} \n`).scn).toBe('98765432109876');
  });

  it('of tables names their schema and the tables', () => {
    const { text, binds } = define({ mode: 'tables', tables: ['SALES.A', 'SALES.B'] });
    expect(binds).toMatchObject({ job_mode: 'TABLE', schemas: `IN ('SALES')`, tables: `IN ('A','B')` });
    expect(text).toContain(`name => 'NAME_EXPR', value => :tables, object_path => 'TABLE'`);
    expect(() => define({ mode: 'tables', tables: ['SALES.A', 'HR.B'] })).toThrow('several schemas');
  });

  it('of the whole database has no name filter', () => {
    expect(callsOf(define({ mode: 'full' }).text)).not.toContain('METADATA_FILTER');
  });

  it('does not name the schema of a condition on one’s own table, which would need a role', () => {
    const own = define({ mode: 'schema', schemas: ['SALES'], where: { 'SALES.ORDERS': 'ID > 5' } }, 1, 'SALES');
    expect(own.binds).not.toHaveProperty('where_schema_0');
    expect(own.text).not.toContain('schema_name');
  });

  it('refuses a list too long for a filter before anything is created', () => {
    const tables = Array.from({ length: 400 }, (_, i) => `SALES.A_LONG_TABLE_NAME_${i}`);
    expect(() => define({ mode: 'tables', tables })).toThrow('longer than 4000');
  });
});

describe('the blocks for a job that exists', () => {
  it('start it on this instance, and let go of it', () => {
    const { text } = startBlock('J');
    expect(callsOf(text)).toEqual(['ATTACH', 'START_JOB', 'DETACH', 'GET_STATUS', 'DETACH']);
    expect(text).toContain('cluster_ok => 0');
  });

  it('stop it, with its master table or without', () => {
    expect(callsOf(stopBlock('J', true).text)).toEqual(['ATTACH', 'STOP_JOB', 'GET_STATUS', 'DETACH']);
    expect(stopBlock('J', true).binds).toMatchObject({ keep_master: 1 });
    expect(stopBlock('J', false).binds).toMatchObject({ keep_master: 0 });
  });
});
