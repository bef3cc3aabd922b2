import type { CallerSession, Database } from '../engine';
import type { Faults } from '../faults';
import { BfileSessions } from './bfile-sessions';
import { lobRoutines } from './dbms-lob-routines';
import { type BeforeRemove, DirectoryFiles } from './directory-files';
import type { PackageBodies } from './routine';
import { SessionInformation } from './session-information';
import { UtlFile } from './utl-file-routines';

/** All packages but DBMS_DATAPUMP, and the BFILE access of sessions that shares DBMS_LOB's open files. */
export interface OpenPackages {
  readonly bodies: readonly PackageBodies[];
  readonly bfiles: BfileSessions;
  /** What DBMS_APPLICATION_INFO and DBMS_SESSION were told; V$SESSION shows it. */
  readonly information: SessionInformation;
}

/** @param beforeRemove called with the path of a file that UTL_FILE.FREMOVE is about to delete. */
export function openPackages(
  database: Database,
  faults: Faults,
  beforeRemove: BeforeRemove = () => undefined,
): OpenPackages {
  const files = new DirectoryFiles(database);
  const bfiles = new BfileSessions(files, faults);
  const information = new SessionInformation(database);
  const lob: PackageBodies = {
    routines: lobRoutines(bfiles),
    endSession: (session: CallerSession) => bfiles.endSession(session),
  };
  return { bodies: [lob, new UtlFile(files, beforeRemove), information], bfiles, information };
}
