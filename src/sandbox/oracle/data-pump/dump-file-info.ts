import type { Routine, RoutineCall } from '../packages/routine';
import { makeObject, PlTable } from '../plsql/values';
import { errorStatus, type StatusLine } from './api-error';
import type { DataPump } from './data-pump';
import { blockBytes, type DumpHeader } from './dump-format';
import { readDumpHeader } from './dump-reader';
import { PlsqlError } from '../plsql/plsql-error';

/** GET_DUMPFILE_INFO: what a dump file's first block says. Its errors carry their whole stack. */
export function infoRoutines(pump: DataPump): Readonly<Record<string, Routine>> {
  return { GET_DUMPFILE_INFO: (call) => getInfo(pump, call) };
}

async function getInfo(pump: DataPump, call: RoutineCall): Promise<void> {
  const found = pump.files.find(call.session.user, call.text('DIRECTORY'), call.text('FILENAME'), 'READ');
  if (found.kind === 'bad-name') throw noInfo(errorStatus(39088));
  if (found.kind !== 'file') throw noInfo(errorStatus(39087, call.text('DIRECTORY') ?? ''));
  const header = await readDumpHeader(found.path).catch(() => {
    throw noInfo(errorStatus(31640, found.path), errorStatus(27037));
  });
  if (header === undefined) {
    call.out.set('FILETYPE', 0n);
    return;
  }
  if (header === 'damaged') throw noInfo(errorStatus(39411, found.path));
  call.out.set('FILETYPE', 1n);
  call.out.set('INFO_TABLE', infoTable(call, header));
}

function noInfo(...lines: readonly StatusLine[]): PlsqlError {
  const error = PlsqlError.of(39211);
  error.frames.push(...lines.map((line) => line.text));
  return error;
}

function infoTable(call: RoutineCall, header: DumpHeader): PlTable {
  const type = call.subprogram.parameters.find(({ name }) => name === 'INFO_TABLE')?.type;
  if (type?.kind !== 'table') throw new Error('GET_DUMPFILE_INFO without its table type');
  const items: readonly (readonly [number, string])[] = [
    [1, '5.1'],
    [2, header.masterOffset === null ? '0' : '1'],
    [3, header.guid],
    [4, String(header.fileNumber)],
    [6, header.createdAt],
    [8, `"${header.jobOwner}"."${header.jobName}"`],
    [9, 'x86_64/Linux 2.4.xx'],
    [10, header.databaseName],
    [11, header.characterSet],
    [12, String(blockBytes)],
    [13, '1'],
    [14, '1'],
    [15, header.databaseVersion],
  ];
  return new PlTable(
    type,
    items.map(([code, value]) => makeObject(type.element, { ITEM_CODE: BigInt(code), VALUE: value })),
  );
}
