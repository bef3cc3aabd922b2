import type { Command } from 'commander';
import { databaseTarget, findDatabase } from '../../config/database-target';
import { loadConfig } from '../../config/load-config';
import type { Config } from '../../config/schema';
import { BackupError } from '../../errors';
import { applySetup, type SetupStep } from '../../oracle/apply-setup';
import { withSession } from '../../oracle/session';
import { setupStatements, type SetupStatement } from '../../oracle/setup-sql';
import { addExample, globalOptions, printResult, type CliIo } from '../cli-io';
import { configPlace } from '../config-place';
import { describeSetup, setupScript } from './setup-script';

interface SetupOptions {
  readonly as?: string;
  readonly passwordStdin?: boolean;
  readonly path?: string;
  readonly pdb?: string;
  readonly quota: string;
  readonly rds?: boolean;
  readonly tablespace: string;
}

/** `redoubt database setup` */
export function addDatabaseCommands(program: Command, io: CliIo): void {
  const group = program.command('database').description('Prepare databases for their backups.');
  const command = group
    .command('setup')
    .description('Write the SQL that a DBA runs once: the backup’s user, its directory and the least grants.')
    .argument('<database>', 'a name from `databases:` of the configuration')
    .option('--as <user>', 'run it as this user, showing each statement; a second time changes nothing')
    .option('--password-stdin', 'with --as: read that user’s password from stdin')
    .option('--path <dir>', 'create the directory object for this path on the database’s host')
    .option('--pdb <name>', 'switch to this pluggable database first')
    .option('--rds', 'for Amazon RDS, where rdsadmin does some of it')
    .option('--tablespace <name>', 'of the user, for Data Pump’s master table', 'USERS')
    .option('--quota <size>', 'of the user in it', '500M')
    .action((database: string, options: SetupOptions, self: Command) => setUp(database, options, self, io));
  addExample(
    command,
    'redoubt database setup sales --path /u01/redoubt > setup.sql',
    'redoubt database setup sales --path /u01/redoubt --as SYSTEM --password-stdin < password.txt',
  );
}

async function setUp(name: string, options: SetupOptions, self: Command, io: CliIo): Promise<void> {
  const { config } = loadConfig(configPlace(globalOptions(self), io));
  const statements = statementsFor(config, name, options);
  const { user } = findDatabase(config, name);
  if (options.as === undefined) {
    const text = setupScript(statements, { database: name, user, createsDirectory: isDirectoryMade(options) });
    return printResult(io, globalOptions(self), { database: name, statements: statements.map(shown) }, text);
  }
  const steps = await runSetup(config, name, { as: options.as, statements, options, self, io });
  const json = {
    database: name,
    statements: steps.map(({ statement, outcome }) => ({ ...shown(statement), outcome })),
  };
  printResult(io, globalOptions(self), json, describeSetup(name, steps));
}

interface SetupRun {
  readonly as: string;
  readonly statements: readonly SetupStatement[];
  readonly options: SetupOptions;
  readonly self: Command;
  readonly io: CliIo;
}

async function runSetup(config: Config, name: string, run: SetupRun): Promise<readonly SetupStep[]> {
  const { as, statements, options, self, io } = run;
  const target = databaseTarget(config, name, io.env);
  const dba = { ...target, user: as, password: await readPassword(as, options, io) };
  const show = ({ statement, outcome }: SetupStep): void => {
    if (!globalOptions(self).json)
      io.stdout.write(`${outcome === 'done' ? 'done     ' : 'was there'}  ${statement.sql}\n`);
  };
  return withSession(dba, { signal: io.interrupted() }, (session) =>
    applySetup(session, statements, target.password, show),
  );
}

function statementsFor(config: Config, name: string, options: SetupOptions): readonly SetupStatement[] {
  const database = findDatabase(config, name);
  const { method: _m, parallel: _p, localPath: _l, fileSize: _f, directory, ...scope } = database.export;
  return setupStatements({
    user: dictionaryName(database.user),
    tablespace: options.tablespace,
    quota: options.quota,
    directory,
    scope,
    platform: { rds: options.rds === true, ...(options.pdb === undefined ? {} : { pdb: options.pdb }) },
    ...(options.path === undefined ? {} : { directoryPath: options.path }),
  });
}

/** One line of stdin: a password on the command line would be seen by every user of the host. */
async function readPassword(user: string, { passwordStdin }: SetupOptions, { stdin }: CliIo): Promise<string> {
  if (passwordStdin !== true) {
    throw new BackupError('USAGE', `--as needs the password of ${user}`, {
      hint: 'Give it on stdin with --password-stdin: `read -rs P; printf %s "$P" | redoubt database setup …`.',
    });
  }
  const pieces: Buffer[] = [];
  for await (const piece of stdin) pieces.push(Buffer.from(piece));
  const password = Buffer.concat(pieces)
    .toString('utf8')
    .replace(/\r?\n$/, '');
  if (password === '') throw new BackupError('SECRET_MISSING', `there is no password of ${user} on stdin`);
  return password;
}

const isDirectoryMade = ({ path, rds }: SetupOptions): boolean => path !== undefined || rds === true;

const shown = ({ sql, purpose }: SetupStatement): Pick<SetupStatement, 'sql' | 'purpose'> => ({ sql, purpose });

/** Names are upper case in the dictionary unless they are written in quotes. */
const dictionaryName = (user: string): string => (/^".*"$/.test(user) ? user.slice(1, -1) : user.toUpperCase());
