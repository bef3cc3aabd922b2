import { formatBytes } from '../../domain/quantities';
import { impdpLine, remapExamples } from '../../oracle/impdp-line';
import type { RestoreReport } from '../../vault/restore/restore-backup';

/** What `redoubt restore --json` prints. */
export interface RestoreSummary {
  readonly backupId: string;
  readonly database: string;
  readonly scn: string;
  readonly to: string;
  readonly bytes: number;
  readonly files: readonly { readonly name: string; readonly sizeBytes: number; readonly sha256?: string }[];
  readonly regionsUsed: readonly string[];
  readonly problems: RestoreReport['problems'];
  readonly warnings: readonly string[];
  /** The exact command to import it, and parameters to bring it back under other names. */
  readonly impdp: { readonly directory: string; readonly line: string; readonly remaps: readonly string[] };
}

export function restoreSummary(
  { manifest, files, regionsUsed, problems, warnings }: RestoreReport,
  to: string,
): RestoreSummary {
  const { directory } = manifest.facts;
  const { dumpTemplate, scope, scn } = manifest.export;
  const dumpFiles = manifest.files.filter(({ kind }) => kind === 'dump').map(({ name }) => name);
  return {
    backupId: manifest.backupId,
    database: manifest.database,
    scn,
    to,
    bytes: manifest.totals.bytes,
    files: files.map(({ path: _path, ...file }) => file),
    regionsUsed,
    problems,
    warnings,
    impdp: {
      directory,
      line: impdpLine({ directory, dumpTemplate, dumpFiles, scope }),
      remaps: remapExamples(scope),
    },
  };
}

export function describeRestore(summary: RestoreSummary): string {
  const { backupId, database, scn, to, bytes, files, regionsUsed, problems, warnings, impdp } = summary;
  return [
    `restored: backup ${backupId} of ${database} (SCN ${scn}), ${formatBytes(bytes)} from ${regionsUsed.join(', ')}`,
    ...files.map(({ name, sizeBytes }) => `  ${to}/${name}  ${formatBytes(sizeBytes)}`),
    ...problems.map(({ region, key, code }) => `warning: ${region}: ${key}: ${code}; read from another region`),
    ...warnings.map((warning) => `warning: ${warning}`),
    '',
    `Copy the .dmp files into the path of the directory object ${impdp.directory} on the database’s host, then run there:`,
    `  ${impdp.line}`,
    'To bring the objects back beside those that are there, add what fits of:',
    ...impdp.remaps.map((remap) => `  ${remap}`),
  ].join('\n');
}
