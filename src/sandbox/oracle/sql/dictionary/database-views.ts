import { instanceFacts } from '../session/instance-facts';
import { dateText } from '../values/date-arithmetic';
import { withGlobal } from './instance-views';
import type { ViewDefinition } from './view';

const database: ViewDefinition = {
  access: 'catalog',
  columns: `DBID NUMBER, NAME VARCHAR2(9), CREATED DATE, RESETLOGS_CHANGE# NUMBER, RESETLOGS_TIME DATE, LOG_MODE VARCHAR2(12),
    CHECKPOINT_CHANGE# NUMBER, CONTROLFILE_TYPE VARCHAR2(7), OPEN_RESETLOGS VARCHAR2(11), OPEN_MODE VARCHAR2(20),
    PROTECTION_MODE VARCHAR2(20), PROTECTION_LEVEL VARCHAR2(20), DATABASE_ROLE VARCHAR2(16), GUARD_STATUS VARCHAR2(7),
    SWITCHOVER_STATUS VARCHAR2(20), DATAGUARD_BROKER VARCHAR2(8), SUPPLEMENTAL_LOG_DATA_MIN VARCHAR2(8),
    FORCE_LOGGING VARCHAR2(39), PLATFORM_ID NUMBER, PLATFORM_NAME VARCHAR2(101), CURRENT_SCN NUMBER,
    FLASHBACK_ON VARCHAR2(18), DB_UNIQUE_NAME VARCHAR2(30), CDB VARCHAR2(3), CON_ID NUMBER, CON_DBID NUMBER`,
  rows: ({ database: stored }) => {
    const facts = instanceFacts(stored);
    const { settings } = stored;
    const created = dateText(facts.createdAtMs);
    return [
      {
        DBID: facts.databaseId,
        NAME: settings.databaseName,
        CREATED: created,
        'RESETLOGS_CHANGE#': 1_920_977,
        RESETLOGS_TIME: created,
        LOG_MODE: 'ARCHIVELOG',
        'CHECKPOINT_CHANGE#': stored.currentScn(),
        CONTROLFILE_TYPE: settings.role === 'PRIMARY' ? 'CURRENT' : 'STANDBY',
        OPEN_RESETLOGS: 'NOT ALLOWED',
        OPEN_MODE: settings.openMode,
        PROTECTION_MODE: 'MAXIMUM PERFORMANCE',
        PROTECTION_LEVEL: 'MAXIMUM PERFORMANCE',
        DATABASE_ROLE: settings.role,
        GUARD_STATUS: 'NONE',
        SWITCHOVER_STATUS: 'NOT ALLOWED',
        DATAGUARD_BROKER: settings.role === 'PRIMARY' ? 'DISABLED' : 'ENABLED',
        SUPPLEMENTAL_LOG_DATA_MIN: 'NO',
        FORCE_LOGGING: 'NO',
        PLATFORM_ID: 13,
        PLATFORM_NAME: 'Linux x86 64-bit',
        CURRENT_SCN: stored.currentScn(),
        FLASHBACK_ON: 'NO',
        DB_UNIQUE_NAME: facts.uniqueName,
        CDB: 'YES',
        CON_ID: 0,
        CON_DBID: facts.databaseId,
      },
    ];
  },
};

const version: ViewDefinition = {
  access: 'public',
  columns: 'BANNER VARCHAR2(80), BANNER_FULL VARCHAR2(160) >=18, BANNER_LEGACY VARCHAR2(80) >=18, CON_ID NUMBER',
  rows: ({ database: stored }) => {
    const { banner, versionFull, major } = instanceFacts(stored);
    const full = `${banner}\nVersion ${versionFull}`;
    const components = ['PL/SQL Release', 'CORE', 'TNS for Linux: Version', 'NLSRTL Version'];
    const older = components.map((component) => ({ BANNER: `${component} 12.2.0.1.0`, CON_ID: 0 }));
    return [{ BANNER: banner, BANNER_FULL: full, BANNER_LEGACY: banner, CON_ID: 0 }, ...(major < 18 ? older : [])];
  },
};

/** Options that only Enterprise Edition (and Free, its little sister) has. */
const enterpriseOptions = `Partitioning|Advanced Compression|Transparent Data Encryption|Parallel execution|
  Parallel backup and recovery|Backup Encryption|Flashback Database|Flashback Table|SecureFiles Encryption|
  Active Data Guard|Managed Standby|Real Application Testing|Deferred Segment Creation|In-Memory Column Store|
  Online Redefinition|Fine-grained access control|OLAP|Data Mining|Advanced Analytics|Spatial`;

const everyEdition = 'Basic Compression|Unified Auditing|Java|Objects|SQL Plan Management';

const option: ViewDefinition = {
  access: 'public',
  columns: 'PARAMETER VARCHAR2(64), VALUE VARCHAR2(64), CON_ID NUMBER',
  rows: ({ database: { settings } }) => {
    const value = (isOn: boolean): string => (isOn ? 'TRUE' : 'FALSE');
    const named = (names: string, isOn: boolean): { PARAMETER: string; VALUE: string; CON_ID: number }[] =>
      names.split('|').map((name) => ({ PARAMETER: name.trim(), VALUE: value(isOn), CON_ID: 0 }));
    return [
      ...named(enterpriseOptions, settings.edition !== 'SE2'),
      ...named(everyEdition, true),
      ...named('Real Application Clusters', settings.clustered),
      ...named('Oracle Database Vault|Oracle Label Security', false),
    ];
  },
};

const wallet: ViewDefinition = {
  access: 'catalog',
  columns: `WRL_TYPE VARCHAR2(20), WRL_PARAMETER VARCHAR2(4000), STATUS VARCHAR2(30), WALLET_TYPE VARCHAR2(20),
    WALLET_ORDER VARCHAR2(9), KEYSTORE_MODE VARCHAR2(8) >=18, FULLY_BACKED_UP VARCHAR2(9), CON_ID NUMBER`,
  rows: ({ database: { settings } }) => [
    {
      WRL_TYPE: 'FILE',
      WRL_PARAMETER: settings.tdeTablespaces ? `/opt/oracle/admin/${settings.databaseName}/wallet/tde/` : null,
      STATUS: settings.tdeTablespaces ? 'OPEN' : 'NOT_AVAILABLE',
      WALLET_TYPE: settings.tdeTablespaces ? 'AUTOLOGIN' : 'UNKNOWN',
      WALLET_ORDER: 'SINGLE',
      KEYSTORE_MODE: settings.tdeTablespaces ? 'UNITED' : 'NONE',
      FULLY_BACKED_UP: settings.tdeTablespaces ? 'YES' : 'UNDEFINED',
      CON_ID: 3,
    },
  ],
};

export const databaseViews: Readonly<Record<string, ViewDefinition>> = {
  ...withGlobal('DATABASE', database),
  ...withGlobal('VERSION', version),
  ...withGlobal('OPTION', option),
  ...withGlobal('ENCRYPTION_WALLET', wallet),
  PRODUCT_COMPONENT_VERSION: {
    access: 'public',
    columns: 'PRODUCT VARCHAR2(80), VERSION VARCHAR2(80), VERSION_FULL VARCHAR2(80) >=18, STATUS VARCHAR2(80)',
    rows: ({ database: stored }) => {
      const { banner, version: release, versionFull } = instanceFacts(stored);
      const product = banner.replace(/ Release.*/, '');
      return [{ PRODUCT: `${product} `, VERSION: release, VERSION_FULL: versionFull, STATUS: 'Production' }];
    },
  },
  DBA_REGISTRY: {
    access: 'catalog',
    columns:
      'COMP_ID VARCHAR2(30), COMP_NAME VARCHAR2(255), VERSION VARCHAR2(30), VERSION_FULL VARCHAR2(30) >=18, STATUS VARCHAR2(44), SCHEMA',
    rows: ({ database: stored }) => {
      const { version: release, versionFull } = instanceFacts(stored);
      const row = { VERSION: release, VERSION_FULL: versionFull, STATUS: 'VALID', SCHEMA: 'SYS' };
      return [
        { COMP_ID: 'CATALOG', COMP_NAME: 'Oracle Database Catalog Views', ...row },
        { COMP_ID: 'CATPROC', COMP_NAME: 'Oracle Database Packages and Types', ...row },
      ];
    },
  },
};
