export { admitBackups } from './admit-backups';
export { backupDatabase } from './backup-database';
export { copyFile } from './copy-file';
export { keepDatabase } from './keep-database';
export { repairBackup } from './repair-backup';
export { restoreBackup } from './restore-backup';
export { sendNotice } from './send-notice';
