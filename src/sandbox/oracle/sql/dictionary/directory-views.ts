import { all, dba, family, type ViewDefinition } from './view';

const anyDirectory = ['CREATE ANY DIRECTORY', 'DROP ANY DIRECTORY'];

/** ALL_DIRECTORIES shows those on which a privilege is held, or all to whoever may create or drop them. */
export const directoryViews: Readonly<Record<string, ViewDefinition>> = family(
  'DIRECTORIES',
  [dba, all],
  'OWNER, DIRECTORY_NAME, DIRECTORY_PATH VARCHAR2(4000), ORIGIN_CON_ID NUMBER',
  ({ database: { users, directories }, caller }, prefix) => {
    const seesAll =
      prefix === 'DBA' || anyDirectory.some((privilege) => users.hasSystemPrivilege(caller.user, privilege));
    const granted = new Set(
      users
        .objectGrants(caller.user)
        .filter(({ type }) => type === 'DIRECTORY')
        .map(({ object }) => object),
    );
    return directories
      .all()
      .filter(({ name }) => seesAll || granted.has(name))
      .map(({ name, path }) => ({ OWNER: 'SYS', DIRECTORY_NAME: name, DIRECTORY_PATH: path, ORIGIN_CON_ID: 3 }));
  },
);
