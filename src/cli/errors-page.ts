import { describeError, errorCodes, exitCodes } from '../errors';

/** docs/errors.md, printed from the one table of errors. */
export function errorsPage(): string {
  return [
    '# Errors',
    '',
    'Every failure has one of these codes: in the command line’s message (and its `--json`), in the type of the',
    'workflow’s failure, and in a backup’s result. Codes and exit codes never change their meaning. Printed from',
    '`src/errors.ts` by `npm run docs`.',
    '',
    '## Exit codes of `redoubt`',
    '',
    '| exit code | meaning |',
    '|---|---|',
    '| 0 | success |',
    ...Object.entries(exitCodes)
      .sort(([, a], [, b]) => a - b)
      .map(([name, exitCode]) => `| ${exitCode} | ${meanings[name as keyof typeof exitCodes]} |`),
    '| 130 | Ctrl-C: a watched backup goes on; anything else was ended |',
    '',
    '## Codes',
    '',
    '“Retried” errors pass by themselves: a backup tries again, with growing pauses. All others end it at once.',
    '',
    '| code | retried | exit code | what to do |',
    '|---|---|---|---|',
    ...errorCodes.map((code) => {
      const { retryable, exitCode, hint } = describeError(code);
      return `| \`${code}\` | ${retryable ? 'yes' : 'no'} | ${exitCode} | ${hint.replaceAll('|', '\\|')} |`;
    }),
    '',
  ].join('\n');
}

const meanings: Readonly<Record<keyof typeof exitCodes, string>> = {
  unexpected: 'a defect of Redoubt',
  usage: 'the command or the request is wrong',
  configuration: 'the configuration, or a secret that it names, is wrong or missing',
  temporal: 'Temporal cannot be reached, or has no such run',
  database: 'the database refuses or lacks something',
  region: 'a region refuses or lacks something',
  busy: 'another backup of this database runs',
  backup: 'the backup failed',
  restore: 'the restore failed, or there is no such backup',
  sandbox: 'the sandbox failed',
  cancelled: 'the backup was cancelled',
  deadline: 'the deadline was missed, or cannot be made, and the policy is fail',
};
