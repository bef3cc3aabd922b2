import { instanceFacts } from '../session/instance-facts';
import type { StoredTable } from '../../storage/table-store';
import { all, dba, family, user, type ViewDefinition, type ViewReader, type ViewRow } from './view';
import { tablespaceOf, visibleTables } from './visible-objects';

const blockSize = 8192;
const firstExtent = 65_536;

/** The tablespaces that every new database has. */
export const tablespaces = ['SYSTEM', 'SYSAUX', 'UNDOTBS1', 'TEMP', 'USERS'] as const;

/** A segment grows by extents: never smaller than one. */
function segmentBytes(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / firstExtent)) * firstExtent;
}

function segmentRow(table: StoredTable, reader: ViewReader): ViewRow {
  const { owner, name } = table.definition;
  const bytes = segmentBytes(table.bytes);
  return {
    OWNER: owner,
    SEGMENT_NAME: name,
    SEGMENT_TYPE: 'TABLE',
    SEGMENT_SUBTYPE: 'ASSM',
    TABLESPACE_NAME: tablespaceOf(reader, owner),
    HEADER_FILE: 12,
    HEADER_BLOCK: 130 + table.id * 8,
    BYTES: bytes,
    BLOCKS: bytes / blockSize,
    EXTENTS: bytes / firstExtent,
    INITIAL_EXTENT: firstExtent,
    NEXT_EXTENT: 1_048_576,
    MIN_EXTENTS: 1,
    MAX_EXTENTS: 2_147_483_645,
    MAX_SIZE: 2_147_483_645,
    RELATIVE_FNO: 12,
    BUFFER_POOL: 'DEFAULT',
    FLASH_CACHE: 'DEFAULT',
    CELL_FLASH_CACHE: 'DEFAULT',
    INMEMORY: 'DISABLED',
  };
}

const segments = family(
  'SEGMENTS',
  [dba, user('OWNER', 'HEADER_FILE', 'HEADER_BLOCK', 'RELATIVE_FNO')],
  `OWNER, SEGMENT_NAME, PARTITION_NAME, SEGMENT_TYPE VARCHAR2(18), SEGMENT_SUBTYPE VARCHAR2(10),
   TABLESPACE_NAME VARCHAR2(30), HEADER_FILE NUMBER, HEADER_BLOCK NUMBER, BYTES NUMBER, BLOCKS NUMBER, EXTENTS NUMBER,
   INITIAL_EXTENT NUMBER, NEXT_EXTENT NUMBER, MIN_EXTENTS NUMBER, MAX_EXTENTS NUMBER, MAX_SIZE NUMBER,
   RETENTION VARCHAR2(7), MINRETENTION NUMBER, PCT_INCREASE NUMBER, FREELISTS NUMBER, FREELIST_GROUPS NUMBER,
   RELATIVE_FNO NUMBER, BUFFER_POOL VARCHAR2(7), FLASH_CACHE VARCHAR2(7), CELL_FLASH_CACHE VARCHAR2(7),
   INMEMORY VARCHAR2(8)`,
  (reader, prefix) => visibleTables(reader, prefix).map((table) => segmentRow(table, reader)),
);

/** LOBs lie in their rows: no segment of their own in DBA_SEGMENTS. */
const lobs = family(
  'LOBS',
  [dba, all, user('OWNER')],
  `OWNER, TABLE_NAME, COLUMN_NAME VARCHAR2(4000), SEGMENT_NAME, TABLESPACE_NAME VARCHAR2(30), INDEX_NAME, CHUNK NUMBER,
   PCTVERSION NUMBER, RETENTION NUMBER, FREEPOOLS NUMBER, CACHE VARCHAR2(10), LOGGING VARCHAR2(7), ENCRYPT VARCHAR2(4),
   COMPRESSION VARCHAR2(6), DEDUPLICATION VARCHAR2(15), IN_ROW VARCHAR2(3), FORMAT VARCHAR2(15), PARTITIONED VARCHAR2(3),
   SECUREFILE VARCHAR2(3), SEGMENT_CREATED VARCHAR2(3), RETENTION_TYPE VARCHAR2(7), RETENTION_VALUE NUMBER`,
  (reader, prefix) =>
    visibleTables(reader, prefix).flatMap((table) =>
      table.definition.columns
        .filter(({ type }) => type === 'CLOB' || type === 'BLOB')
        .map(({ name, position }) => ({
          OWNER: table.definition.owner,
          TABLE_NAME: table.definition.name,
          COLUMN_NAME: name,
          SEGMENT_NAME: `SYS_LOB${String(table.objectId).padStart(10, '0')}C${String(position).padStart(5, '0')}$$`,
          TABLESPACE_NAME: tablespaceOf(reader, table.definition.owner),
          INDEX_NAME: `SYS_IL${String(table.objectId).padStart(10, '0')}C${String(position).padStart(5, '0')}$$`,
          CHUNK: blockSize,
          CACHE: 'NO',
          LOGGING: 'YES',
          ENCRYPT: 'NO',
          COMPRESSION: 'NO',
          DEDUPLICATION: 'NO',
          IN_ROW: 'YES',
          FORMAT: 'ENDIAN NEUTRAL',
          PARTITIONED: 'NO',
          SECUREFILE: 'YES',
          SEGMENT_CREATED: 'YES',
          RETENTION_TYPE: 'DEFAULT',
        })),
    ),
);

function tablespaceRow(name: string, encrypted: boolean): ViewRow {
  const contents = { UNDOTBS1: 'UNDO', TEMP: 'TEMPORARY' }[name] ?? 'PERMANENT';
  return {
    TABLESPACE_NAME: name,
    BLOCK_SIZE: blockSize,
    INITIAL_EXTENT: firstExtent,
    MIN_EXTENTS: 1,
    MAX_EXTENTS: 2_147_483_645,
    MAX_SIZE: 2_147_483_645,
    MIN_EXTLEN: firstExtent,
    STATUS: 'ONLINE',
    CONTENTS: contents,
    LOGGING: contents === 'TEMPORARY' ? 'NOLOGGING' : 'LOGGING',
    FORCE_LOGGING: 'NO',
    EXTENT_MANAGEMENT: 'LOCAL',
    ALLOCATION_TYPE: 'SYSTEM',
    PLUGGED_IN: 'NO',
    SEGMENT_SPACE_MANAGEMENT: contents === 'PERMANENT' ? 'AUTO' : 'MANUAL',
    DEF_TAB_COMPRESSION: 'DISABLED',
    RETENTION: contents === 'UNDO' ? 'NOGUARANTEE' : 'NOT APPLY',
    BIGFILE: 'NO',
    PREDICATE_EVALUATION: 'HOST',
    ENCRYPTED: encrypted ? 'YES' : 'NO',
  };
}

const tablespaceViews = family(
  'TABLESPACES',
  [dba, user('PLUGGED_IN')],
  `TABLESPACE_NAME VARCHAR2(30), BLOCK_SIZE NUMBER, INITIAL_EXTENT NUMBER, NEXT_EXTENT NUMBER, MIN_EXTENTS NUMBER,
   MAX_EXTENTS NUMBER, MAX_SIZE NUMBER, PCT_INCREASE NUMBER, MIN_EXTLEN NUMBER, STATUS VARCHAR2(9), CONTENTS VARCHAR2(21),
   LOGGING VARCHAR2(9), FORCE_LOGGING VARCHAR2(3), EXTENT_MANAGEMENT VARCHAR2(10), ALLOCATION_TYPE VARCHAR2(9),
   PLUGGED_IN VARCHAR2(3), SEGMENT_SPACE_MANAGEMENT VARCHAR2(6), DEF_TAB_COMPRESSION VARCHAR2(8), RETENTION VARCHAR2(11),
   BIGFILE VARCHAR2(3), PREDICATE_EVALUATION VARCHAR2(7), ENCRYPTED VARCHAR2(3), COMPRESS_FOR VARCHAR2(30)`,
  ({ database: { settings } }) =>
    tablespaces.map((name) => tablespaceRow(name, settings.tdeTablespaces && name === 'USERS')),
);

function dataFileRow(name: string, index: number, reader: ViewReader): ViewRow {
  const live = reader.database.tableStore.all().reduce((sum, table) => sum + segmentBytes(table.bytes), 0);
  const bytes = name === 'USERS' ? 104_857_600 + live : 524_288_000;
  return {
    FILE_NAME: `/opt/oracle/oradata/${instanceFacts(reader.database).pdbName}/${name.toLowerCase()}01.dbf`,
    FILE_ID: 9 + index,
    TABLESPACE_NAME: name,
    BYTES: bytes,
    BLOCKS: Math.ceil(bytes / blockSize),
    STATUS: 'AVAILABLE',
    RELATIVE_FNO: 9 + index,
    AUTOEXTENSIBLE: 'YES',
    MAXBYTES: 34_359_721_984,
    MAXBLOCKS: 4_194_302,
    INCREMENT_BY: 160,
    USER_BYTES: bytes - 1_048_576,
    USER_BLOCKS: Math.ceil(bytes / blockSize) - 128,
    ONLINE_STATUS: name === 'SYSTEM' ? 'SYSTEM' : 'ONLINE',
    LOST_WRITE_PROTECT: 'OFF',
  };
}

export const storageViews: Readonly<Record<string, ViewDefinition>> = {
  ...segments,
  ...lobs,
  ...tablespaceViews,
  DBA_DATA_FILES: {
    access: 'catalog',
    columns: `FILE_NAME VARCHAR2(513), FILE_ID NUMBER, TABLESPACE_NAME VARCHAR2(30), BYTES NUMBER, BLOCKS NUMBER,
      STATUS VARCHAR2(9), RELATIVE_FNO NUMBER, AUTOEXTENSIBLE VARCHAR2(3), MAXBYTES NUMBER, MAXBLOCKS NUMBER,
      INCREMENT_BY NUMBER, USER_BYTES NUMBER, USER_BLOCKS NUMBER, ONLINE_STATUS VARCHAR2(7),
      LOST_WRITE_PROTECT VARCHAR2(7) >=18`,
    rows: (reader) =>
      tablespaces.filter((name) => name !== 'TEMP').map((name, index) => dataFileRow(name, index, reader)),
  },
  DBA_TEMP_FREE_SPACE: {
    access: 'catalog',
    columns: `TABLESPACE_NAME VARCHAR2(30), TABLESPACE_SIZE NUMBER, ALLOCATED_SPACE NUMBER, FREE_SPACE NUMBER,
      SHARED VARCHAR2(13), INST_ID NUMBER`,
    rows: () => [
      {
        TABLESPACE_NAME: 'TEMP',
        TABLESPACE_SIZE: 33_554_432,
        ALLOCATED_SPACE: 33_554_432,
        FREE_SPACE: 31_457_280,
        SHARED: 'SHARED',
      },
    ],
  },
};
