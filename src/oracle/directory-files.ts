import { BackupError } from '../errors';
import type { Session } from './session';

/** Pieces of a log: small enough for any packet size. */
const pieceBytes = 262_144;

/** @returns the size in bytes; undefined: there is no such file. @throws DIRECTORY_MISSING, PRIVILEGE_MISSING */
export async function fileSize(
  session: Session,
  directory: string,
  name: string,
  signal?: AbortSignal,
): Promise<number | undefined> {
  if (!(await fileExists(session, directory, name, signal))) return undefined;
  const [row] = await session.query(
    'SELECT DBMS_LOB.GETLENGTH(BFILENAME(:directory, :name)) AS BYTES FROM DUAL',
    { directory, name },
    { doing: `look at ${name} in ${directory}`, signal },
  );
  return Number(row?.['BYTES'] ?? 0);
}

export async function fileExists(
  session: Session,
  directory: string,
  name: string,
  signal?: AbortSignal,
): Promise<boolean> {
  const [row] = await session.query(
    'SELECT DBMS_LOB.FILEEXISTS(BFILENAME(:directory, :name)) AS FOUND FROM DUAL',
    { directory, name },
    { doing: `look for ${name} in ${directory}`, signal },
  );
  return row?.['FOUND'] === '1';
}

/** @returns whether there was one. Gone is gone, whoever did it. @throws DIRECTORY_UNUSABLE, PRIVILEGE_MISSING */
export async function removeFile(
  session: Session,
  directory: string,
  name: string,
  signal?: AbortSignal,
): Promise<boolean> {
  if (!(await fileExists(session, directory, name, signal))) return false;
  try {
    await session.run(
      'BEGIN UTL_FILE.FREMOVE(location => :directory, filename => :name); END;',
      { directory, name },
      { doing: `remove ${name} from ${directory}`, signal },
    );
  } catch (error) {
    if (await fileExists(session, directory, name, signal)) throw error;
  }
  return true;
}

/** Reads a text file in pieces, as far as it goes now; undefined: there is none, or it was removed meanwhile. */
export async function readTextFile<T extends { add(text: string): unknown }>(
  session: Session,
  file: { readonly directory: string; readonly name: string },
  into: T,
  signal?: AbortSignal,
): Promise<T | undefined> {
  const { directory, name } = file;
  if (!(await fileExists(session, directory, name, signal))) return undefined;
  try {
    return await readPieces(session, file, into, signal);
  } catch (error) {
    if (!(error instanceof BackupError) || (await fileExists(session, directory, name, signal))) throw error;
    return undefined;
  }
}

async function readPieces<T extends { add(text: string): unknown }>(
  session: Session,
  { directory, name }: { readonly directory: string; readonly name: string },
  into: T,
  signal?: AbortSignal,
): Promise<T> {
  const options = { doing: `read ${name} in ${directory}`, signal };
  const bfile = await session.openFile(directory, name, options);
  // A piece may end inside a character: the decoder keeps its first bytes for the next one.
  const decoder = new TextDecoder('utf-8');
  const piece = Buffer.allocUnsafe(Math.min(pieceBytes, bfile.sizeBytes));
  for (let offset = 0; offset < bfile.sizeBytes; offset += pieceBytes) {
    const wanted = piece.subarray(0, bfile.sizeBytes - offset);
    const readBytes = await bfile.read(offset, wanted, options);
    into.add(decoder.decode(wanted.subarray(0, readBytes), { stream: true }));
  }
  return into;
}
