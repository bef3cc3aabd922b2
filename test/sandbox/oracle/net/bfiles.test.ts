import { randomBytes } from 'node:crypto';
import oracledb from 'oracledb';
import { protocols } from '../../../../src/sandbox/oracle/net/dialect';
import { NetFixture } from './net-fixture';
import { rowsOf } from './scripted-engine';

const mebibyte = 1024 * 1024;
const content = randomBytes(9 * mebibyte + 12_345);
const query = 'select bfilename(:d, :f) from dual';

/** BFILE has no type in @types/oracledb. */
type Bfile = Omit<oracledb.Lob, 'getData'> & {
  getData(offset: number, amount: number): Promise<Buffer | null>;
  fileExists(): Promise<boolean>;
  getDirFileName(): { dirName: string; fileName: string };
  setDirFileName(names: { dirName: string; fileName: string }): void;
};

describe.each(protocols)('over %s', (protocol) => {
  let net: NetFixture;
  let connection: oracledb.Connection;
  beforeEach(async () => {
    net = await new NetFixture({ protocol }).start();
    net.engine.files.set('export.dmp', content);
    net.engine.scripts.set(query, ({ binds }) => {
      const [directory, filename] = binds.map(({ value }) => value as string);
      const locator = { kind: 'bfile', directory: directory ?? '', filename: filename ?? '' } as const;
      return rowsOf([{ name: 'B', type: 'BFILE', nullable: true }], [[locator], [null]]);
    });
    connection = await net.connect();
  });
  afterEach(async () => {
    await connection.close();
    await net[Symbol.asyncDispose]();
  });

  async function bfile(filename: string): Promise<Bfile> {
    const { rows } = await connection.execute<[Bfile]>(query, ['REDOUBT_DIR', filename]);
    const locator = rows?.[0]?.[0];
    if (locator === undefined) throw new Error('no row');
    expect(rows?.[1]).toEqual([null]);
    return locator;
  }

  test.each([1, 4])('a file read in pieces of %d MB is the same, byte for byte', async (megabytes) => {
    const file = await bfile('export.dmp');
    const pieces: Buffer[] = [];
    for (let offset = 1; ; offset += megabytes * mebibyte) {
      const piece = await file.getData(offset, megabytes * mebibyte);
      if (piece === null) break;
      pieces.push(piece);
    }
    expect(pieces.at(-1)?.length).toBe(content.length % (megabytes * mebibyte));
    expect(Buffer.concat(pieces).equals(content)).toBe(true);
  });

  test('pieces are read whatever the size of a packet', async () => {
    const connectString = `127.0.0.1:${String(net.port)}/sales.example?sdu=8192`;
    await connection.close();
    connection = await net.connect({ connectString });
    const file = await bfile('export.dmp');
    const amounts = [1, 252, 253, 8171, 8172, 8173, 16_344, 100_000, 3 * mebibyte];
    for (const amount of amounts) {
      const piece = await file.getData(1001, amount);
      expect(piece?.equals(content.subarray(1000, 1000 + amount))).toBe(true);
    }
  });

  test('its names and whether it exists can be asked for', async () => {
    const file = await bfile('export.dmp');
    expect(file.getDirFileName()).toEqual({ dirName: 'REDOUBT_DIR', fileName: 'export.dmp' });
    expect(await file.fileExists()).toBe(true);
    expect(await (await bfile('missing.dmp')).fileExists()).toBe(false);
    file.setDirFileName({ dirName: 'REDOUBT_DIR', fileName: 'other.dmp' });
    expect(await file.fileExists()).toBe(false);
  });

  test('a missing file is ORA-22288, and the session lives on', async () => {
    const file = await bfile('missing.dmp');
    await expect(file.getData(1, 10)).rejects.toThrow('ORA-22288');
    await connection.ping();
  });

  test('a locator goes back in as a bind', async () => {
    const block = 'begin :n := dbms_lob.getlength(:b); end;';
    net.engine.scripts.set(block, ({ binds }) => {
      expect(binds[1]).toMatchObject({ type: 'BFILE', value: { directory: 'REDOUBT_DIR', filename: 'export.dmp' } });
      return { kind: 'block', directions: ['out', 'in'], outValues: [String(content.length)] };
    });
    const b = { type: oracledb.DB_TYPE_BFILE, val: await bfile('export.dmp') };
    const n = { dir: oracledb.BIND_OUT, type: oracledb.NUMBER };
    expect((await connection.execute(block, { n, b } as oracledb.BindParameters)).outBinds).toEqual({
      n: content.length,
    });
  });

  test('slow reads are slow, and stop when the call is broken off', async () => {
    const file = await bfile('export.dmp');
    net.faults.add({ kind: 'slow-reads', delayMs: 50 });
    const startedAt = performance.now();
    await file.getData(1, 10);
    expect(performance.now() - startedAt).toBeGreaterThan(45);
    net.faults.clear();
    net.faults.add({ kind: 'slow-reads', delayMs: 60_000 });
    connection.callTimeout = 50;
    await expect(file.getData(1, 10)).rejects.toThrow('NJS-123');
    net.faults.clear();
    expect(await file.getData(1, 10)).toHaveLength(10);
  });
});
