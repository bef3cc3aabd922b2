import type { PlType, RecordType, TableType } from '../catalogue/pl-type';
import { nullType, scalarType } from '../catalogue/pl-type';
import type { BindValue, SqlType } from '../engine';
import type { BindUse, Compiled, Place } from './compile-context';
import { convertValue, numberOf } from './conversion';
import { PlsqlError } from './plsql-error';
import type { Run } from './run';
import type { VariableSymbol } from './scope';
import { PlRecord, PlTable, type PlValue } from './values';

/** A variable of the block. */
export function variablePlace({ type, slot }: VariableSymbol): Place {
  return {
    type,
    evaluate: (run) => run.values[slot] ?? null,
    write: (run, value) => {
      run.values[slot] = value;
    },
  };
}

const plTypes: Readonly<Record<SqlType, string>> = {
  VARCHAR2: 'VARCHAR2',
  CHAR: 'VARCHAR2',
  NUMBER: 'NUMBER',
  BINARY_DOUBLE: 'NUMBER',
  DATE: 'DATE',
  TIMESTAMP: 'TIMESTAMP',
  RAW: 'RAW',
  CLOB: 'CLOB',
  BLOB: 'BLOB',
  BFILE: 'BFILE',
  ROWID: 'ROWID',
};

/** The type of a placeholder; with its size where it is written to, since a longer value is ORA-06502. */
export function bindType(bind: BindValue, sized: boolean): PlType {
  const limited =
    sized && (bind.type === 'VARCHAR2' || bind.type === 'CHAR' || bind.type === 'RAW') && bind.maxSize > 0;
  return scalarType(plTypes[bind.type], limited ? bind.maxSize : undefined) ?? nullType;
}

/** A placeholder, not yet marked as read or written: that is up to whoever uses it. */
export function bindPlace(use: BindUse): Place {
  return {
    type: bindType(use.bind, true),
    evaluate: (run) => run.binds[use.index] ?? null,
    write: (run, value) => {
      run.binds[use.index] = value;
    },
  };
}

/** An attribute of a record. Reading one of an atomically NULL object gives NULL, writing it is ORA-06530. */
export function attributePlace(base: Compiled, name: string, type: PlType): Place {
  const record = async (run: Run): Promise<PlRecord> => (await base.evaluate(run)) as PlRecord;
  return {
    type,
    evaluate: async (run) => (await record(run)).attributes.get(name) ?? null,
    write: async (run, value) => {
      const target = await record(run);
      if (target.isNull) throw PlsqlError.of(6530);
      target.attributes.set(name, value);
    },
  };
}

/** `v(i)`. ORA-06531 for a collection that is NULL, ORA-06533 past its end, ORA-06532 below 1. */
export function elementPlace(base: Compiled, type: TableType, subscript: Compiled): Place {
  const locate = async (run: Run): Promise<{ elements: PlValue[]; index: number }> => {
    const { elements } = (await base.evaluate(run)) as PlTable;
    if (elements === undefined) throw PlsqlError.of(6531);
    const at = await subscript.evaluate(run);
    if (at === null) throw PlsqlError.of(6502, ': NULL index table key value');
    const index = Number(numberOf(at)) - 1;
    if (index < 0) throw PlsqlError.of(6532);
    if (index >= elements.length) throw PlsqlError.of(6533);
    return { elements, index };
  };
  return {
    type: type.element,
    evaluate: async (run) => {
      const { elements, index } = await locate(run);
      return elements[index] ?? null;
    },
    write: async (run, value) => {
      const { elements, index } = await locate(run);
      elements[index] = value;
    },
  };
}

/** Assigns with the conversion and the checks that an assignment makes. */
export async function assign(place: Place, value: PlValue, run: Run): Promise<void> {
  await place.write(run, value === null ? nullOf(place.type) : convertValue(value, place.type));
}

function nullOf(type: PlType): PlValue {
  if (type.kind === 'table') return new PlTable(type, undefined);
  return type.kind === 'record' ? nullRecord(type) : null;
}

function nullRecord(type: RecordType): PlRecord {
  return new PlRecord(type, new Map([...type.attributes].map(([name, attribute]) => [name, nullOf(attribute)])), true);
}
