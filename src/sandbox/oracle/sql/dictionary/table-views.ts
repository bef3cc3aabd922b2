import type { ColumnDefinition } from '../../engine';
import { primaryKeyName } from '../../storage/row-writer';
import type { StoredTable } from '../../storage/table-store';
import { dataTypeName } from '../syntax/data-type';
import { dateText } from '../values/date-arithmetic';
import { all, dba, family, user, type ViewDefinition, type ViewReader, type ViewRow } from './view';
import { tablespaceOf, visibleTables } from './visible-objects';

const levels = [dba, all, user('OWNER')] as const;

function tableRow(table: StoredTable, reader: ViewReader): ViewRow {
  const { owner, name } = table.definition;
  const { rows } = table;
  return {
    OWNER: owner,
    TABLE_NAME: name,
    TABLESPACE_NAME: tablespaceOf(reader, owner),
    STATUS: 'VALID',
    PCT_FREE: 10,
    INI_TRANS: 1,
    MAX_TRANS: 255,
    LOGGING: 'YES',
    BACKED_UP: 'N',
    NUM_ROWS: rows,
    BLOCKS: Math.ceil(table.bytes / 8192),
    EMPTY_BLOCKS: 0,
    AVG_SPACE: 0,
    CHAIN_CNT: 0,
    AVG_ROW_LEN: rows === 0 ? 0 : Math.round(table.bytes / rows),
    DEGREE: '         1',
    INSTANCES: '         1',
    CACHE: '    N',
    TABLE_LOCK: 'ENABLED',
    SAMPLE_SIZE: rows,
    LAST_ANALYZED: dateText(table.createdAtMs),
    PARTITIONED: 'NO',
    TEMPORARY: 'N',
    SECONDARY: 'N',
    NESTED: 'NO',
    ROW_MOVEMENT: 'DISABLED',
    MONITORING: 'YES',
    DEPENDENCIES: 'DISABLED',
    COMPRESSION: 'DISABLED',
    DROPPED: 'NO',
    READ_ONLY: 'NO',
    SEGMENT_CREATED: 'YES',
    HAS_IDENTITY: 'NO',
    DEFAULT_COLLATION: 'USING_NLS_COMP',
    EXTERNAL: 'NO',
  };
}

const tables = family(
  'TABLES',
  levels,
  `OWNER, TABLE_NAME, TABLESPACE_NAME VARCHAR2(30), CLUSTER_NAME, IOT_NAME, STATUS VARCHAR2(8), PCT_FREE NUMBER,
   PCT_USED NUMBER, INI_TRANS NUMBER, MAX_TRANS NUMBER, INITIAL_EXTENT NUMBER, NEXT_EXTENT NUMBER, MIN_EXTENTS NUMBER,
   MAX_EXTENTS NUMBER, PCT_INCREASE NUMBER, FREELISTS NUMBER, FREELIST_GROUPS NUMBER, LOGGING VARCHAR2(3),
   BACKED_UP VARCHAR2(1), NUM_ROWS NUMBER, BLOCKS NUMBER, EMPTY_BLOCKS NUMBER, AVG_SPACE NUMBER, CHAIN_CNT NUMBER,
   AVG_ROW_LEN NUMBER, AVG_SPACE_FREELIST_BLOCKS NUMBER, NUM_FREELIST_BLOCKS NUMBER, DEGREE VARCHAR2(10),
   INSTANCES VARCHAR2(10), CACHE VARCHAR2(5), TABLE_LOCK VARCHAR2(8), SAMPLE_SIZE NUMBER, LAST_ANALYZED DATE,
   PARTITIONED VARCHAR2(3), IOT_TYPE VARCHAR2(12), TEMPORARY VARCHAR2(1), SECONDARY VARCHAR2(1), NESTED VARCHAR2(3),
   BUFFER_POOL VARCHAR2(7), FLASH_CACHE VARCHAR2(7), CELL_FLASH_CACHE VARCHAR2(7), ROW_MOVEMENT VARCHAR2(8),
   GLOBAL_STATS VARCHAR2(3), USER_STATS VARCHAR2(3), DURATION VARCHAR2(15), SKIP_CORRUPT VARCHAR2(8),
   MONITORING VARCHAR2(3), CLUSTER_OWNER, DEPENDENCIES VARCHAR2(8), COMPRESSION VARCHAR2(8), COMPRESS_FOR VARCHAR2(30),
   DROPPED VARCHAR2(3), READ_ONLY VARCHAR2(3), SEGMENT_CREATED VARCHAR2(3), RESULT_CACHE VARCHAR2(7),
   CLUSTERING VARCHAR2(3), ACTIVITY_TRACKING VARCHAR2(23), HAS_IDENTITY VARCHAR2(3), CONTAINER_DATA VARCHAR2(3),
   INMEMORY VARCHAR2(8), DEFAULT_COLLATION VARCHAR2(100), EXTERNAL VARCHAR2(3) >=18`,
  (reader, prefix) => visibleTables(reader, prefix).map((table) => tableRow(table, reader)),
);

function columnRow({ definition: { owner, name } }: StoredTable, column: ColumnDefinition): ViewRow {
  const fixed = { DATE: 7, TIMESTAMP: 11, NUMBER: 22, CLOB: 4000, BLOB: 4000, BFILE: 530, BINARY_DOUBLE: 8, ROWID: 10 };
  const length = column.maxSize ?? fixed[column.type as keyof typeof fixed];
  const isText = column.type === 'VARCHAR2' || column.type === 'CHAR';
  return {
    OWNER: owner,
    TABLE_NAME: name,
    COLUMN_NAME: column.name,
    DATA_TYPE: dataTypeName(column),
    DATA_LENGTH: length,
    DATA_PRECISION: column.precision,
    DATA_SCALE: column.type === 'TIMESTAMP' ? (column.scale ?? 6) : column.scale,
    NULLABLE: column.nullable ? 'Y' : 'N',
    COLUMN_ID: column.position,
    CHARACTER_SET_NAME: isText || column.type === 'CLOB' ? 'CHAR_CS' : undefined,
    CHAR_COL_DECL_LENGTH: isText ? length : undefined,
    CHAR_LENGTH: isText ? length : 0,
    CHAR_USED: isText ? 'B' : undefined,
    GLOBAL_STATS: 'NO',
    USER_STATS: 'NO',
    HISTOGRAM: 'NONE',
    DEFAULT_ON_NULL: 'NO',
    IDENTITY_COLUMN: 'NO',
  };
}

const columns = family(
  'TAB_COLUMNS',
  levels,
  `OWNER, TABLE_NAME, COLUMN_NAME, DATA_TYPE, DATA_TYPE_MOD VARCHAR2(3), DATA_TYPE_OWNER, DATA_LENGTH NUMBER,
   DATA_PRECISION NUMBER, DATA_SCALE NUMBER, NULLABLE VARCHAR2(1), COLUMN_ID NUMBER, DEFAULT_LENGTH NUMBER,
   DATA_DEFAULT CLOB, NUM_DISTINCT NUMBER, LOW_VALUE RAW(2000), HIGH_VALUE RAW(2000), DENSITY NUMBER, NUM_NULLS NUMBER,
   NUM_BUCKETS NUMBER, LAST_ANALYZED DATE, SAMPLE_SIZE NUMBER, CHARACTER_SET_NAME VARCHAR2(44),
   CHAR_COL_DECL_LENGTH NUMBER, GLOBAL_STATS VARCHAR2(3), USER_STATS VARCHAR2(3), AVG_COL_LEN NUMBER, CHAR_LENGTH NUMBER,
   CHAR_USED VARCHAR2(1), V80_FMT_IMAGE VARCHAR2(3), DATA_UPGRADED VARCHAR2(3), HISTOGRAM VARCHAR2(15),
   DEFAULT_ON_NULL VARCHAR2(3), IDENTITY_COLUMN VARCHAR2(3), COLLATION VARCHAR2(100)`,
  (reader, prefix) =>
    visibleTables(reader, prefix).flatMap((table) =>
      table.definition.columns.map((column) => columnRow(table, column)),
    ),
);

const comments = family(
  'TAB_COMMENTS',
  levels,
  'OWNER, TABLE_NAME, TABLE_TYPE VARCHAR2(11), COMMENTS VARCHAR2(4000), ORIGIN_CON_ID NUMBER',
  (reader, prefix) =>
    visibleTables(reader, prefix).map(({ definition: { owner, name, comment } }) => ({
      OWNER: owner,
      TABLE_NAME: name,
      TABLE_TYPE: 'TABLE',
      COMMENTS: comment,
      ORIGIN_CON_ID: 3,
    })),
);

const objects = family(
  'OBJECTS',
  levels,
  `OWNER, OBJECT_NAME, SUBOBJECT_NAME, OBJECT_ID NUMBER, DATA_OBJECT_ID NUMBER, OBJECT_TYPE VARCHAR2(23), CREATED DATE,
   LAST_DDL_TIME DATE, TIMESTAMP VARCHAR2(19), STATUS VARCHAR2(7), TEMPORARY VARCHAR2(1), GENERATED VARCHAR2(1),
   SECONDARY VARCHAR2(1), NAMESPACE NUMBER, EDITION_NAME, SHARING VARCHAR2(18), EDITIONABLE VARCHAR2(1),
   ORACLE_MAINTAINED VARCHAR2(1), APPLICATION VARCHAR2(1), DEFAULT_COLLATION VARCHAR2(100), DUPLICATED VARCHAR2(1),
   SHARDED VARCHAR2(1)`,
  (reader, prefix) =>
    visibleTables(reader, prefix).map((table) => ({
      OWNER: table.definition.owner,
      OBJECT_NAME: table.definition.name,
      OBJECT_ID: table.objectId,
      DATA_OBJECT_ID: table.id,
      OBJECT_TYPE: 'TABLE',
      CREATED: dateText(table.createdAtMs),
      LAST_DDL_TIME: dateText(table.createdAtMs),
      STATUS: 'VALID',
      TEMPORARY: 'N',
      GENERATED: 'N',
      SECONDARY: 'N',
      NAMESPACE: 1,
      ORACLE_MAINTAINED: 'N',
    })),
);

const constraints = family(
  'CONSTRAINTS',
  [dba, all, user()],
  `OWNER, CONSTRAINT_NAME, CONSTRAINT_TYPE VARCHAR2(1), TABLE_NAME, SEARCH_CONDITION_VC VARCHAR2(4000), R_OWNER,
   R_CONSTRAINT_NAME, DELETE_RULE VARCHAR2(9), STATUS VARCHAR2(8), DEFERRABLE VARCHAR2(14), DEFERRED VARCHAR2(9),
   VALIDATED VARCHAR2(13), GENERATED VARCHAR2(14), RELY VARCHAR2(4), LAST_CHANGE DATE, INDEX_OWNER, INDEX_NAME`,
  (reader, prefix) =>
    withPrimaryKey(reader, prefix).map(({ definition: { owner, name }, createdAtMs }) => ({
      OWNER: owner,
      CONSTRAINT_NAME: primaryKeyName(name),
      CONSTRAINT_TYPE: 'P',
      TABLE_NAME: name,
      STATUS: 'ENABLED',
      DEFERRABLE: 'NOT DEFERRABLE',
      DEFERRED: 'IMMEDIATE',
      VALIDATED: 'VALIDATED',
      GENERATED: 'USER NAME',
      LAST_CHANGE: dateText(createdAtMs),
      INDEX_OWNER: owner,
      INDEX_NAME: primaryKeyName(name),
    })),
);

const constraintColumns = family(
  'CONS_COLUMNS',
  [dba, all, user()],
  'OWNER, CONSTRAINT_NAME, TABLE_NAME, COLUMN_NAME VARCHAR2(4000), POSITION NUMBER',
  (reader, prefix) =>
    withPrimaryKey(reader, prefix).flatMap(({ definition: { owner, name, primaryKey } }) =>
      primaryKey.map((column, index) => ({
        OWNER: owner,
        CONSTRAINT_NAME: primaryKeyName(name),
        TABLE_NAME: name,
        COLUMN_NAME: column,
        POSITION: index + 1,
      })),
    ),
);

function withPrimaryKey(reader: ViewReader, prefix: 'DBA' | 'ALL' | 'USER'): readonly StoredTable[] {
  return visibleTables(reader, prefix).filter(({ definition }) => definition.primaryKey.length > 0);
}

const encryptedColumns = family(
  'ENCRYPTED_COLUMNS',
  levels,
  'OWNER, TABLE_NAME, COLUMN_NAME, ENCRYPTION_ALG VARCHAR2(29), SALT VARCHAR2(3), INTEGRITY_ALG VARCHAR2(12)',
  () => [],
);

export const tableViews: Readonly<Record<string, ViewDefinition>> = {
  ...tables,
  ...columns,
  ...comments,
  ...objects,
  ...constraints,
  ...constraintColumns,
  ...encryptedColumns,
};
