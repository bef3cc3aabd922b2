import type { CompileCondition } from '../storage/sqlite-database';
import { serverError } from '../storage/server-error';
import type { StoredTable } from '../storage/table-store';
import { NlsSettings } from './session/nls-settings';
import { readStatement } from './syntax/read-statement';
import { tableColumns } from './table-relation';
import { ExpressionTranslator } from './translate/expression-translator';
import { Translation } from './translate/translation';
import { translateQuery } from './translate/translate-query';

/** A condition over one table, as a Data Pump job's QUERY has it: no binds, no other tables. Throws parse errors. */
export const compileCondition: CompileCondition = (table: StoredTable, condition: string, alias: string) => {
  const reader = readStatement(condition);
  const expression = reader.expression();
  reader.expectEnd(933);
  const { owner, name } = table.definition;
  const session = {
    caller: { user: owner, sid: 0, serial: 0 },
    nls: new NlsSettings(),
    mayExecute: () => false,
    userEnvironment: () => null,
  };
  const translation = new Translation(session, [], () => {
    throw serverError(942);
  });
  const scope = {
    relations: [{ alias, source: '', name, owner, columns: tableColumns(table), objectId: table.objectId }],
  };
  const translator = new ExpressionTranslator(translation, { scope, aggregates: 'refused' }, translateQuery);
  return { sql: translator.condition(expression), parameters: translation.parameters };
};
