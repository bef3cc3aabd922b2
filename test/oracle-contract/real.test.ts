import { oracleContract } from './contract';

/**
 * Runs the contract against a real database. The user needs what `redoubt database setup` grants; the schema should be
 * small, and is only read. Everything that is created carries the tag CONTRACT, and is removed at the end.
 */
const names = ['CONNECT_STRING', 'USER', 'PASSWORD', 'DIRECTORY', 'SCHEMA'].map((name) => `REDOUBT_ORACLE_${name}`);
const missing = names.filter((name) => !process.env[name]);
const value = (name: string): string => process.env[`REDOUBT_ORACLE_${name}`] ?? '';

if (missing.length > 0) {
  // oxlint-disable-next-line jest/no-disabled-tests -- it says why, and runs as soon as there is a database
  it.skip(`a real Oracle database: not tried, as ${missing.join(', ')} are not set`, () => undefined);
} else {
  describe(`the real Oracle database at ${value('CONNECT_STRING')}`, () => {
    oracleContract(() =>
      Promise.resolve({
        target: {
          name: 'contract',
          connectString: value('CONNECT_STRING'),
          user: value('USER'),
          password: value('PASSWORD'),
        },
        directory: value('DIRECTORY'),
        schema: value('SCHEMA'),
        close: () => Promise.resolve(),
      }),
    );
  });
}
