import { z } from 'zod';

const name = z.string().min(1).max(128);

/** Only these tables or object types; at most one of include and exclude (Data Pump before 21c refuses both). */
const objectFilter = {
  /** Object types to export, Data Pump's paths: TABLE, VIEW, PROCEDURE, … */
  include: z.array(name).min(1).optional(),
  /** Object types to leave out: STATISTICS, GRANT, … */
  exclude: z.array(name).min(1).optional(),
  /** A condition for each table: { "SALES.ORDERS": "ORDER_DATE > DATE '2020-01-01'" }. */
  where: z.record(z.string().regex(/^[^.]+\.[^.]+$/, 'write it as SCHEMA.TABLE'), z.string().min(1)).optional(),
};

/** The fields of each mode, so that the configuration can add its own beside them. */
export const exportScopeFields = {
  schema: { mode: z.literal('schema'), schemas: z.array(name).min(1), ...objectFilter },
  full: { mode: z.literal('full'), ...objectFilter },
  tables: {
    mode: z.literal('tables'),
    /** SCHEMA.TABLE, all of one schema. */
    tables: z.array(z.string().regex(/^[^.]+\.[^.]+$/, 'write it as SCHEMA.TABLE')).min(1),
    ...objectFilter,
  },
} as const;

/** What is exported: whole schemas, the whole database, or tables of one schema. Names as in the dictionary. */
export const exportScopeSchema = z.discriminatedUnion('mode', [
  z.object(exportScopeFields.schema),
  z.object(exportScopeFields.full),
  z.object(exportScopeFields.tables),
]);

export type ExportScope = z.infer<typeof exportScopeSchema>;
