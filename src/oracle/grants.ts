import { quoteText, readableName } from './sql-text';

/** The statements that give what is missing, as a DBA would type them. Hints and the set-up both print these. */
export const grants = {
  system: (privilege: string, user: string): string => `GRANT ${privilege} TO ${readableName(user)}`,
  execute: (sysPackage: string, user: string): string => `GRANT EXECUTE ON SYS.${sysPackage} TO ${readableName(user)}`,
  select: (sysView: string, user: string): string => `GRANT SELECT ON SYS.${sysView} TO ${readableName(user)}`,
  directory: (privileges: readonly string[], directory: string, user: string): string =>
    `GRANT ${privileges.join(', ')} ON DIRECTORY ${readableName(directory)} TO ${readableName(user)}`,
  quota: (user: string, tablespace: string, size = '500M'): string =>
    `ALTER USER ${readableName(user)} QUOTA ${size} ON ${readableName(tablespace)}`,
  createDirectory: (directory: string, path: string): string =>
    `CREATE DIRECTORY ${readableName(directory)} AS ${quoteText(path)}`,
} as const;

/** Lets a user export schemas of others, or the whole database. */
export const exportRole = 'DATAPUMP_EXP_FULL_DATABASE';
