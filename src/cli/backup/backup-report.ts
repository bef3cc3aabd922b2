import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { loadConfig } from '../../config/load-config';
import { BackupError } from '../../errors';
import { reportPage } from '../../report/report-page';
import { addExample, globalOptions, printResult, type CliIo } from '../cli-io';
import { configPlace } from '../config-place';
import { readReportMaterial } from './report-material';

/** `redoubt backup report` */
export function addBackupReport(group: Command, io: CliIo): void {
  const command = group
    .command('report')
    .description('Draw a backup: throughput, lines, CPU and what held it back, as one HTML file. Needs no key.')
    .argument('<id>', 'the backup’s id, or the workflow’s')
    .option('--output <file>', 'where to write it (default: redoubt-report-<id>.html; with --json: nowhere)')
    .action((id: string, options: { output?: string }, self: Command) => reportBackup(id, options.output, self, io));
  addExample(command, 'redoubt backup report 20261123T081500Z-3f2a9c --output report.html');
}

async function reportBackup(id: string, output: string | undefined, self: Command, io: CliIo): Promise<void> {
  const options = globalOptions(self);
  const { config } = loadConfig(configPlace(options, io));
  const material = await readReportMaterial(config, id, io);
  const { manifest, findings, series, otherSeries, whyNoSeries } = material;
  const { backupId, database } = manifest;
  const file = output ?? (options.json ? undefined : `redoubt-report-${backupId}.html`);
  const path = file === undefined ? null : resolve(io.cwd, file);
  if (path !== null) writeReport(path, reportPage(material));
  const told = {
    backupId,
    database,
    file: path,
    findings,
    series,
    otherSeries,
    ...(whyNoSeries === undefined ? {} : { whyNoSeries }),
  };
  const rest = series === null ? ' The report shows what the manifest tells.' : '';
  const hint = whyNoSeries === undefined ? '' : `\n${whyNoSeries}${rest}`;
  printResult(io, options, told, `report of backup ${backupId} of ${database}: ${path ?? ''}${hint}`);
}

function writeReport(path: string, page: string): void {
  try {
    writeFileSync(path, page);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new BackupError('TARGET_UNWRITABLE', `cannot write ${path}: ${why}`, { cause });
  }
}
