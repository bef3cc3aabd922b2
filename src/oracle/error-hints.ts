import { exportRole, grants } from './grants';
import type { ErrorContext } from './errors';

type Hint = (text: string, context: Required<Pick<ErrorContext, 'user' | 'directory'>>) => string;

const directoryGrant: Hint = (_, { directory, user }) => `${grants.directory(['READ', 'WRITE'], directory, user)};`;
const roleGrant: Hint = (_, { user }) => `${grants.system(exportRole, user)};`;
const useTcps: Hint = () =>
  'The thin driver knows no native network encryption: use TCPS in connectString (tcps://host:2484/service), or have SQLNET.ENCRYPTION_SERVER set to REQUESTED.';
const tlsHint: Hint = () => 'Check the wallet or certificate, and the host name in connectString.';

/** Better words than the table's where the number tells exactly what to do. */
const hints: Readonly<Record<string, Hint>> = {
  'ORA-28000': (_, { user }) => `ALTER USER ${user} ACCOUNT UNLOCK; and find out what locked it.`,
  'ORA-28001': (_, { user }) =>
    `ALTER USER ${user} IDENTIFIED BY …; then put the new password where the configuration names it.`,
  'ORA-01045': (_, { user }) => `${grants.system('CREATE SESSION', user)};`,
  'ORA-01031': (text, context) =>
    text.includes('ORA-31633')
      ? `${grants.system('CREATE TABLE', context.user)};`
      : `See which privilege the message asks for, or run \`redoubt database setup\` again.`,
  'ORA-01950': (text, { user }) => `${grants.quota(user, quoted(text, 'ORA-01950') ?? '<its default tablespace>')};`,
  'ORA-01536': (text, { user }) =>
    `${grants.quota(user, quoted(text, 'ORA-01536') ?? '<its default tablespace>', '2G')};`,
  'ORA-22286': directoryGrant,
  'ORA-29289': directoryGrant,
  'ORA-39087': (text, context) =>
    `Create the directory object, or if it exists: ${directoryGrant(text, context)} In a PDB do not use DATA_PUMP_DIR.`,
  'ORA-31631': roleGrant,
  'ORA-39109': roleGrant,
  'ORA-39161': roleGrant,
  'ORA-39209': roleGrant,
  'ORA-47415': (_, { user }) =>
    `Database Vault: its owner runs EXECUTE DBMS_MACADM.AUTHORIZE_DATAPUMP_USER('${user}');`,
  'PLS-00201': (text, { user }) => {
    const sysPackage = /PLS-00201: \S+ '(?:SYS\.)?([A-Z0-9_$#]+)/.exec(text)?.[1];
    return `${grants.execute(sysPackage ?? '<the named package>', user)};`;
  },
  'NJS-533': useTcps,
  'ORA-12660': useTcps,
  'ORA-12650': useTcps,
  'NJS-116': (_, { user }) =>
    `The account has only a 10G password verifier: ALTER USER ${user} IDENTIFIED BY …; with the server allowing 12c verifiers makes a new one.`,
  'ORA-28040': () => 'The server allows only old protocols: see SQLNET.ALLOWED_LOGON_VERSION_SERVER (12 or higher).',
  'NJS-138': () => 'Redoubt needs Oracle Database 12.2 or later.',
  'ORA-22303': () => 'This installation lacks the Data Pump types (a slim image): use a full one.',
  'NJS-505': tlsHint,
  'NJS-506': tlsHint,
  'NJS-507': tlsHint,
  'NJS-508': tlsHint,
  'NJS-518': () => 'Check the service name in connectString; the listener may also still be starting.',
  'NJS-519': () =>
    'Check the SID in connectString (a service name is better); the listener may also still be starting.',
  'NJS-530': () => 'Check the host in connectString, and name resolution on the worker’s host.',
  'ORA-00600': () => 'An internal error of Oracle: see the alert log, and Oracle’s support.',
};

/** @returns what to do about a number, with the exact statement where one helps; undefined: the table's hint is as good. */
export function hintFor(number: string, text: string, context: ErrorContext): string | undefined {
  return hints[number]?.(text, { user: context.user ?? '<user>', directory: context.directory ?? '<directory>' });
}

/** The first quoted name in the line of a number: the tablespace of ORA-01950. */
function quoted(text: string, number: string): string | undefined {
  return new RegExp(`${number}[^'"\\n]*['"]([^'"]+)['"]`).exec(text)?.[1];
}
