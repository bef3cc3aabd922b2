import type { Command } from 'commander';
import { addBackupControl } from './backup-control';
import { addBackupExtend } from './backup-extend';
import { addBackupList } from './backup-list';
import { addBackupReport } from './backup-report';
import { addBackupShow } from './backup-show';
import { addBackupStart } from './backup-start';
import { addBackupWatch } from '../watch/backup-watch';
import type { CliIo } from '../cli-io';

/** `redoubt backup …` */
export function addBackupCommands(program: Command, io: CliIo): void {
  const group = program.command('backup').description('Start backups, look at them, and steer them.');
  addBackupStart(group, io);
  addBackupList(group, io);
  addBackupShow(group, io);
  addBackupReport(group, io);
  addBackupWatch(group, io);
  addBackupControl(group, io);
  addBackupExtend(group, io);
}
