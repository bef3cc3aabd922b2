import { randomBytes } from 'node:crypto';
import type oracledb from 'oracledb';
import { Bfile } from '../../src/oracle/bfile';
import { Destination, ReadInto } from '../../src/oracle/driver-read';
import { openSession, type BfileReader, type Session } from '../../src/oracle/session';
import { eventually } from '../sandbox/oracle/net/net-fixture';
import { openLateLine, type LateLine } from './late-line';
import { openScriptedDatabase } from './scripted-database';

const content = randomBytes(1024 * 1024);
const untouched = 0xa5;

interface Place extends AsyncDisposable {
  readonly line: LateLine;
  readonly database: Awaited<ReturnType<typeof openScriptedDatabase>>;
  readonly session: Session;
  readonly file: BfileReader;
}

async function openPlace(options: Parameters<typeof openScriptedDatabase>[0] = {}): Promise<Place> {
  const database = await openScriptedDatabase(options);
  database.engine.files.set('x.dmp', content);
  const line = await openLateLine(database.port);
  const session = await openSession({ ...database.target, connectString: `127.0.0.1:${line.port}/sales.example` });
  const file = await session.openFile('DUMPS', 'x.dmp', { doing: 'open x.dmp' });
  await file.keepOpen({ doing: 'open x.dmp' });
  return {
    line,
    database,
    session,
    file,
    [Symbol.asyncDispose]: async () => {
      await session.close();
      await line[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}

const doing = { doing: 'read x.dmp' };

describe.each(['318/12', '319/24'] as const)('a read in protocol %s', (protocol) => {
  it.each([
    [8192, 12 * 8192],
    [65_535, 2 * 65_535],
  ])('of packets of %i bytes is whole, wherever its answer’s parts end and whenever they come', async (sdu, about) => {
    await using place = await openPlace({ protocol, maxSdu: sdu });
    const room = Buffer.alloc(about + 200);
    // The answer's head, the data, its length and the end of the call fall on every side of a packet's border.
    for (let size = about - 350; size < about + 50; size += 1) {
      room.fill(untouched);
      const offset = size % 1000;
      expect(await place.file.read(offset, room.subarray(0, size), doing)).toBe(size);
      expect(room.subarray(0, size).equals(content.subarray(offset, offset + size))).toBe(true);
      expect(room[size]).toBe(untouched);
    }
  });

  it.each([1, 251, 252, 253, 10_000, 32_767, 65_535, 65_536, 65_537, 700_000])('of %i bytes is whole', async (size) => {
    await using place = await openPlace({ protocol });
    const room = Buffer.alloc(size);
    expect(await place.file.read(3, room, doing)).toBe(size);
    expect(room.equals(content.subarray(3, 3 + size))).toBe(true);
  });

  it('ends where the file does', async () => {
    await using place = await openPlace({ protocol });
    const room = Buffer.alloc(200_000, untouched);
    expect(await place.file.read(content.length - 100_000, room, doing)).toBe(100_000);
    expect(room.subarray(0, 100_000).equals(content.subarray(-100_000))).toBe(true);
    expect(room.subarray(100_000).every((byte) => byte === untouched)).toBe(true);
    expect(await place.file.read(content.length, room, doing)).toBe(0);
  });

  it('that the server refuses says why, and the session goes on', async () => {
    await using place = await openPlace({ protocol });
    const room = Buffer.alloc(300_000);
    place.database.engine.files.delete('x.dmp');
    await expect(place.file.read(0, room, doing)).rejects.toThrow(/x\.dmp/);
    place.database.engine.files.set('x.dmp', content);
    expect(await place.file.read(0, room, doing)).toBe(room.length);
    expect(room.equals(content.subarray(0, room.length))).toBe(true);
  });
});

it('a read that was given up writes nothing any more, whatever still comes', async () => {
  await using place = await openPlace();
  const room = Buffer.alloc(300_000, untouched);
  const abort = new AbortController();
  place.line.hold();
  const reading = place.file.read(0, room, { ...doing, signal: abort.signal });
  await eventually(() => place.line.bytesHeld > room.length);
  abort.abort(new Error('enough'));
  await expect(reading).rejects.toThrow('enough');
  place.line.letGo();
  // Its answer has come when the session can be used again, or is known to be lost.
  await place.file.read(0, Buffer.alloc(300_000), doing).catch(() => undefined);
  expect(room.every((byte) => byte === untouched)).toBe(true);
});

describe('the driver', () => {
  interface AnswerBuffer {
    /** What its own way of reading keeps: the last long value. */
    readonly chunkedBytesBuf: { readonly chunks: unknown[] };
    readonly waitForPackets: unknown;
    readonly nsi: { readonly sAtts: { sdu: unknown } };
  }
  const readBufOf = (connection: unknown): AnswerBuffer =>
    (connection as { readonly _impl: { readonly _protocol: { readonly readBuf: AnswerBuffer } } })._impl._protocol
      .readBuf;

  async function read(connection: oracledb.Connection): Promise<Buffer> {
    const sql = 'SELECT BFILENAME(:directory, :name) AS "FILE" FROM DUAL';
    const result = await connection.execute<{ FILE: oracledb.Lob }>(sql, ['DUMPS', 'x.dmp'], { outFormat: 4002 });
    const [row] = result.rows ?? [];
    if (row === undefined) throw new Error('no row');
    const bfile = new Bfile(row.FILE);
    await bfile.keepOpen();
    const room = Buffer.alloc(500_000);
    expect(await bfile.read(0, new Destination(room))).toBe(room.length);
    return room;
  }

  it('collects nothing of its own, and has its ways back afterwards', async () => {
    await using database = await openScriptedDatabase();
    database.engine.files.set('x.dmp', content);
    const connection = await database.connect();
    const readBuf = readBufOf(connection);
    const { chunkedBytesBuf, waitForPackets } = readBuf;
    expect((await read(connection)).equals(content.subarray(0, 500_000))).toBe(true);
    expect(readBuf.chunkedBytesBuf).toBe(chunkedBytesBuf);
    expect(readBuf.waitForPackets).toBe(waitForPackets);
    expect(chunkedBytesBuf.chunks).toEqual([]);
    await connection.close();
  });

  it('that is built otherwise reads in its own way, as right', async () => {
    await using database = await openScriptedDatabase();
    database.engine.files.set('x.dmp', content);
    const connection = await database.connect();
    const readBuf = readBufOf(connection);
    expect(ReadInto.of(readBuf)).toBeInstanceOf(ReadInto);
    const { sAtts } = readBuf.nsi;
    sAtts.sdu = String(sAtts.sdu);
    expect(ReadInto.of(readBuf)).toBeUndefined();
    expect(ReadInto.of(undefined)).toBeUndefined();
    expect((await read(connection)).equals(content.subarray(0, 500_000))).toBe(true);
    expect(readBuf.chunkedBytesBuf.chunks).toHaveLength(1);
    await connection.close();
  });
});

it('a destination takes no more than was asked for', () => {
  const destination = new Destination(Buffer.alloc(10));
  expect(destination.at(4, 6)).toHaveLength(6);
  expect(() => destination.at(4, 7)).toThrow('10 bytes were asked for, and more came');
});
