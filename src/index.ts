export { RedoubtPlugin, type RedoubtPluginOptions } from './worker/plugin';
export { restoreTaskQueue } from './domain/restore-queue';
export { BackupError, type ErrorCode } from './errors';
export type { BackupRequest } from './domain/backup-request';
export type { BackupResult } from './domain/backup-result';
export type { BackupProgress } from './domain/backup-progress';
export type { Manifest } from './domain/manifest';
