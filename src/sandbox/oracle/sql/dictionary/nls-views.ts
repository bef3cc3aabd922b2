import { instanceFacts } from '../session/instance-facts';
import { NlsSettings } from '../session/nls-settings';
import type { ViewDefinition, ViewReader, ViewRow } from './view';

const parameterColumns = 'PARAMETER, VALUE VARCHAR2(64)';

function nlsRows(entries: Iterable<readonly [string, string]>): readonly ViewRow[] {
  return [...entries].map(([PARAMETER, VALUE]) => ({ PARAMETER, VALUE }));
}

function globalName({ database }: ViewReader): string {
  return instanceFacts(database).pdbName;
}

export const nlsViews: Readonly<Record<string, ViewDefinition>> = {
  NLS_DATABASE_PARAMETERS: {
    access: 'public',
    columns: parameterColumns,
    rows: ({ database }) =>
      nlsRows([
        ['NLS_RDBMS_VERSION', instanceFacts(database).version],
        ['NLS_NCHAR_CHARACTERSET', 'AL16UTF16'],
        ['NLS_CHARACTERSET', database.settings.characterSet],
        ...new NlsSettings().entries(),
      ]),
  },
  NLS_INSTANCE_PARAMETERS: {
    access: 'public',
    columns: parameterColumns,
    rows: () => nlsRows(new NlsSettings().entries()),
  },
  NLS_SESSION_PARAMETERS: {
    access: 'public',
    columns: parameterColumns,
    rows: ({ session }) => nlsRows(session.nls.entries()),
  },
  V$NLS_PARAMETERS: {
    access: 'public',
    columns: 'PARAMETER VARCHAR2(64), VALUE VARCHAR2(64), CON_ID NUMBER',
    rows: ({ session, database }) =>
      nlsRows([
        ...session.nls.entries(),
        ['NLS_CHARACTERSET', database.settings.characterSet],
        ['NLS_NCHAR_CHARACTERSET', 'AL16UTF16'],
      ]).map((row) => ({ ...row, CON_ID: 3 })),
  },
  DATABASE_PROPERTIES: {
    access: 'public',
    columns: 'PROPERTY_NAME, PROPERTY_VALUE VARCHAR2(4000), DESCRIPTION VARCHAR2(4000)',
    rows: (reader) => [
      {
        PROPERTY_NAME: 'DEFAULT_TEMP_TABLESPACE',
        PROPERTY_VALUE: 'TEMP',
        DESCRIPTION: 'Name of default temporary tablespace',
      },
      {
        PROPERTY_NAME: 'DEFAULT_PERMANENT_TABLESPACE',
        PROPERTY_VALUE: 'USERS',
        DESCRIPTION: 'Name of default permanent tablespace',
      },
      { PROPERTY_NAME: 'DBTIMEZONE', PROPERTY_VALUE: '00:00', DESCRIPTION: 'DB time zone' },
      { PROPERTY_NAME: 'GLOBAL_DB_NAME', PROPERTY_VALUE: globalName(reader), DESCRIPTION: 'Global database name' },
      {
        PROPERTY_NAME: 'DST_PRIMARY_TT_VERSION',
        PROPERTY_VALUE: String(reader.database.settings.timeZoneFileVersion),
        DESCRIPTION: 'Version of primary timezone data file',
      },
      {
        PROPERTY_NAME: 'NLS_CHARACTERSET',
        PROPERTY_VALUE: reader.database.settings.characterSet,
        DESCRIPTION: 'Character set',
      },
    ],
  },
  GLOBAL_NAME: {
    access: 'public',
    columns: 'GLOBAL_NAME VARCHAR2(4000)',
    rows: (reader) => [{ GLOBAL_NAME: globalName(reader) }],
  },
};
