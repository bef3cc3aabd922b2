import { BackupError } from '../../errors';
import { readTextFile } from '../../oracle/directory-files';
import type { Session } from '../../oracle/session';
import type { ScratchPlace } from './scratch-place';

const importTimeoutMs = 60 * 60_000;
const logFile = 'import.log';
const logBytes = 200;

/**
 * Imports a dump set from the scratch directory into the scratch schema, as anybody would: DBMS_DATAPUMP over the wire.
 * @throws BackupError BACKUP_UNREADABLE with the import's log when it did not complete without errors
 */
export async function importDump(
  session: Session,
  files: readonly string[],
  { schema, directory }: ScratchPlace,
  signal: AbortSignal,
): Promise<void> {
  const binds = {
    job_name: schema,
    schema,
    directory,
    log_file: logFile,
    ...Object.fromEntries(files.map((file, index) => [`file_${index}`, file])),
    job_state: { outBytes: logBytes },
  };
  const options = { doing: `import the dump files into ${schema}`, timeoutMs: importTimeoutMs, signal };
  const { job_state: state } = await session.run(importBlock(files.length), binds, options);
  const log = await readTextFile(session, { directory, name: logFile }, new CollectedText(), signal);
  if (state === 'COMPLETED' && log !== undefined && /successfully completed/.test(log.text)) return;
  throw new BackupError(
    'BACKUP_UNREADABLE',
    `the import ended ${state ?? ''}; its log says:\n${log?.text ?? '(no log)'}`,
  );
}

function importBlock(fileCount: number): string {
  const addFiles = Array.from(
    { length: fileCount },
    (_, index) => `
  DBMS_DATAPUMP.ADD_FILE(handle => h, filename => :file_${index}, directory => :directory,
    filetype => DBMS_DATAPUMP.KU$_FILE_TYPE_DUMP_FILE);`,
  );
  return `DECLARE
  h NUMBER;
BEGIN
  h := DBMS_DATAPUMP.OPEN(operation => 'IMPORT', job_mode => 'FULL', job_name => :job_name);
  DBMS_DATAPUMP.ADD_FILE(handle => h, filename => :log_file, directory => :directory,
    filetype => DBMS_DATAPUMP.KU$_FILE_TYPE_LOG_FILE);${addFiles.join('')}
  DBMS_DATAPUMP.METADATA_REMAP(handle => h, name => 'REMAP_SCHEMA', old_value => 'SALES', value => :schema);
  DBMS_DATAPUMP.START_JOB(handle => h);
  DBMS_DATAPUMP.WAIT_FOR_JOB(handle => h, job_state => :job_state);
END;`;
}

class CollectedText {
  text = '';
  add(piece: string): void {
    this.text += piece;
  }
}
