import { join } from 'node:path';

/** Where the Oracle stand-in of a sandbox writes dump files. */
export const dumpFolder = (sandboxDirectory: string): string => join(sandboxDirectory, 'oracle', 'dump-files');
