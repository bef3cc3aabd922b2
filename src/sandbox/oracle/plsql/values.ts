import type { PlType, RecordType, TableType } from '../catalogue/pl-type';
import type { BfileLocator } from '../engine';

/**
 * A PL/SQL value. Whole numbers are bigint and exact (an SCN has up to 64 bits), others are a double with 15 digits.
 * VARCHAR2, CLOB, ROWID, DATE and TIMESTAMP are text as in SqlValue; an empty text is always null.
 */
export type PlValue = null | string | bigint | number | boolean | Buffer | BfileLocator | PlRecord | PlTable;

/** A record or an object. `isNull` is an object that is atomically NULL. */
export class PlRecord {
  constructor(
    readonly type: RecordType,
    readonly attributes: Map<string, PlValue>,
    public isNull = false,
  ) {}
}

/** A nested table. `elements` is undefined while the collection is atomically NULL. */
export class PlTable {
  constructor(
    readonly type: TableType,
    public elements: PlValue[] | undefined,
  ) {}
}

/** What a variable of the type holds before anything is assigned. */
export function emptyValue(type: PlType): PlValue {
  if (type.kind === 'scalar') return null;
  if (type.kind === 'table') return new PlTable(type, undefined);
  const attributes = [...type.attributes].map(([name, attribute]) => [name, emptyValue(attribute)] as const);
  return new PlRecord(type, new Map(attributes), type.object);
}

/** Assignment copies: records and collections are values, not references. */
export function copyValue(value: PlValue): PlValue {
  if (value instanceof PlRecord) {
    const attributes = [...value.attributes].map(([name, attribute]) => [name, copyValue(attribute)] as const);
    return new PlRecord(value.type, new Map(attributes), value.isNull);
  }
  if (value instanceof PlTable) return new PlTable(value.type, value.elements?.map(copyValue));
  return value;
}

/** What IS NULL sees. */
export function isNullValue(value: PlValue): boolean {
  if (value instanceof PlRecord) return value.isNull;
  if (value instanceof PlTable) return value.elements === undefined;
  return value === null;
}

/** A filled object of an object type: attributes that are not named stay NULL. */
export function makeObject(type: PlType, attributes: Readonly<Record<string, PlValue>>): PlRecord {
  if (type.kind !== 'record') throw new Error(`${type.name} is no object type`);
  const made = emptyValue(type) as PlRecord;
  made.isNull = false;
  for (const [name, value] of Object.entries(attributes))
    if (made.attributes.has(name)) made.attributes.set(name, value);
  return made;
}
