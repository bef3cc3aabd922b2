import { serverError } from '../../storage/server-error';
import type { ExpressionOf } from '../syntax/syntax-tree';
import { aggregateFunctions } from './functions/aggregate-functions';
import { conversionFunctions } from './functions/conversion-functions';
import { fileFunctions } from './functions/file-functions';
import { generalFunctions } from './functions/general-functions';
import { numberFunctions } from './functions/number-functions';
import { sessionFunctions } from './functions/session-functions';
import type { SqlFunction } from './functions/sql-function';
import { textFunctions } from './functions/text-functions';
import type { ExpressionTranslator } from './expression-translator';
import { unknownName } from './scope';
import type { Translated } from './translated';

const functions = new Map<string, SqlFunction>(
  Object.entries({
    ...aggregateFunctions,
    ...conversionFunctions,
    ...fileFunctions,
    ...generalFunctions,
    ...numberFunctions,
    ...sessionFunctions,
    ...textFunctions,
  }),
);

/** A function's call. `bare` asks whether a name without parentheses is one. Throws ORA-00904, ORA-00938, ORA-00939. */
export function translateFunction(call: ExpressionOf<'call'>, translator: ExpressionTranslator): Translated;
export function translateFunction(
  call: ExpressionOf<'call'>,
  translator: ExpressionTranslator,
  bare: 'bare',
): Translated | undefined;
export function translateFunction(
  call: ExpressionOf<'call'>,
  translator: ExpressionTranslator,
  bare?: 'bare',
): Translated | undefined {
  const path = call.path[0] === 'SYS' || call.path[0] === 'STANDARD' ? call.path.slice(1) : call.path;
  const found = functions.get(path.join('.'));
  if (bare === 'bare' && found?.bare !== true) return undefined;
  if (found === undefined) throw unknownName(call.path, call.at);
  const [fewest, most] = found.args;
  if (call.args.length < fewest) throw serverError(most === fewest ? 909 : 938, [], call.at);
  if (call.args.length > most) throw serverError(most === fewest ? 909 : 939, [], call.at);
  return found.translate(call, translator);
}
