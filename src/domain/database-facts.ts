import { z } from 'zod';

/**
 * What the preflight found out about a database. Kept in the manifest: whoever restores in five years needs it to choose
 * a target (version, character set, time-zone file). Unknown is null: the view was not readable, or the version lacks it.
 */
export const databaseFactsSchema = z.object({
  name: z.string(),
  uniqueName: z.string().nullable(),
  dbid: z.string().nullable(),
  /** The PDB's name; null for a non-CDB. */
  pdb: z.string().nullable(),
  version: z.string(),
  edition: z.string(),
  options: z.array(z.string()),
  platform: z.string().nullable(),
  role: z.string(),
  openMode: z.string(),
  logMode: z.string().nullable(),
  characterSet: z.string(),
  nationalCharacterSet: z.string(),
  timeZoneFileVersion: z.number().nullable(),
  compatible: z.string().nullable(),
  clustered: z.boolean().nullable(),
  dataGuard: z.string().nullable(),
  /** Tablespaces with TDE, and columns: their dump files lie in clear in the directory while the backup runs. */
  encryptedTablespaces: z.array(z.string()),
  encryptedColumns: z.number(),
  compressedTables: z.number().nullable(),
  /** Sum of the segments that the export will read; the dump is usually 50 to 90 % of it. */
  estimatedBytes: z.number().nullable(),
  /** How long an SCN will probably stay readable. */
  undoRetentionS: z.number().nullable(),
  /** The directory object and the path behind it. */
  directory: z.string(),
  directoryPath: z.string().nullable(),
});

export type DatabaseFacts = z.infer<typeof databaseFactsSchema>;
