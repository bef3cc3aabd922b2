import type { Routine, RoutineCall } from '../packages/routine';
import { numberOf, textOf, wholeIfPossible } from './conversion';
import { dateText, formatDate } from './date-format';
import { formatNumber } from './number-format';
import { compareValues } from './operators';
import { PlsqlError } from './plsql-error';
import type { PlValue } from './values';

const int = (call: RoutineCall, name: string): number => call.number(name) ?? 0;
const str = (call: RoutineCall, name: string): string => call.text(name) ?? '';

/** Most functions give NULL as soon as one argument is NULL. */
function strict(compute: (call: RoutineCall) => PlValue): Routine {
  return (call) => {
    const isMissing = call.subprogram.parameters.some(({ name }) => call.value(name) === null);
    const value = isMissing ? null : compute(call);
    return value === '' ? null : value;
  };
}

function substring(text: string, position: number, length: number | null): string {
  const start = position < 0 ? text.length + position : Math.max(position, 1) - 1;
  if (start < 0) return '';
  return length === null ? text.slice(start) : text.slice(start, start + Math.max(length, 0));
}

function substringCall(call: RoutineCall): PlValue {
  return substring(str(call, 'STR1'), int(call, 'POS'), call.number('LEN'));
}

function bytesSubstring(call: RoutineCall): PlValue {
  const bytes = Buffer.from(str(call, 'STR1'));
  return Buffer.from(substring(bytes.toString('latin1'), int(call, 'POS'), call.number('LEN')), 'latin1').toString();
}

function instring(call: RoutineCall): PlValue {
  const text = str(call, 'STR1');
  const sought = str(call, 'STR2');
  const from = int(call, 'POS');
  let at = from < 0 ? text.lastIndexOf(sought, text.length + from) : text.indexOf(sought, from - 1);
  for (let found = 1; found < int(call, 'NTH') && at !== -1; found += 1) {
    at = from < 0 ? text.lastIndexOf(sought, at - 1) : text.indexOf(sought, at + 1);
  }
  return BigInt(at + 1);
}

function pad(call: RoutineCall, side: 'left' | 'right'): PlValue {
  const [text, length, filler] = [str(call, 'STR1'), int(call, 'LEN'), str(call, 'PAD')];
  if (text.length >= length) return text.slice(0, Math.max(length, 0));
  return side === 'left' ? text.padStart(length, filler) : text.padEnd(length, filler);
}

function strip(text: string, set: string, side: 'left' | 'right'): string {
  const step = side === 'left' ? 1 : -1;
  let at = side === 'left' ? 0 : text.length - 1;
  while (at >= 0 && at < text.length && set.includes(text.charAt(at))) at += step;
  return side === 'left' ? text.slice(at) : text.slice(0, at + 1);
}

function toChar(call: RoutineCall): PlValue {
  const value = call.value('LEFT');
  const format = call.text('FORMAT');
  if (format === null) return call.typeOf('LEFT') === 'DATE' ? formatDate(textOf(value), 'DD-MON-RR') : textOf(value);
  return call.typeOf('LEFT') === 'NUMBER' ? formatNumber(numberOf(value), format) : formatDate(textOf(value), format);
}

function rounded(call: RoutineCall, round: (value: number) => number): PlValue {
  const value = call.value('LEFT');
  const places = int(call, 'RIGHT');
  if (typeof value === 'bigint' && places >= 0) return value;
  const scale = 10 ** places;
  const number = Number(value);
  return wholeIfPossible((Math.sign(number) * round(Math.abs(number) * scale)) / scale);
}

function extreme(call: RoutineCall, sign: 1 | -1): PlValue {
  const values = [...call.arguments_.values()];
  if (values.includes(null)) return null;
  return values.reduce((best, value) => (compareValues(value, best) * sign > 0 ? value : best));
}

function errorMessage(call: RoutineCall): PlValue {
  const code = call.number('CODE');
  if (code === null) return call.handled?.sqlErrm ?? 'ORA-0000: normal, successful completion';
  if (code === 0) return 'ORA-0000: normal, successful completion';
  if (code === 100) return PlsqlError.of(1403).text;
  return code < 0 ? PlsqlError.of(-code).text : ` -${String(code)}: non-ORACLE exception `;
}

const num = (call: RoutineCall, name: string): number => Number(call.value(name));

/** Package STANDARD's functions. */
export const standardFunctions: Readonly<Record<string, Routine>> = {
  SQLCODE: (call) => BigInt(call.handled?.sqlCode ?? 0),
  SQLERRM: errorMessage,
  USER: (call) => call.session.user,
  SYSDATE: () => dateText(new Date()),
  SYSTIMESTAMP: () => `${dateText(new Date())}.${String(Date.now() % 1000).padStart(3, '0')}`,
  BFILENAME: (call) => ({ kind: 'bfile', directory: str(call, 'DIRECTORY'), filename: str(call, 'FILENAME') }),
  SUBSTR: strict(substringCall),
  SUBSTRB: strict(bytesSubstring),
  INSTR: strict(instring),
  LENGTH: strict((call) => BigInt(str(call, 'CH').length)),
  LENGTHB: strict((call) => BigInt(Buffer.byteLength(str(call, 'CH')))),
  UPPER: strict((call) => str(call, 'CH').toUpperCase()),
  LOWER: strict((call) => str(call, 'CH').toLowerCase()),
  TRIM: strict((call) => strip(strip(str(call, 'V'), ' ', 'left'), ' ', 'right')),
  LTRIM: strict((call) => strip(str(call, 'STR1'), str(call, 'TSET'), 'left')),
  RTRIM: strict((call) => strip(str(call, 'STR1'), str(call, 'TSET'), 'right')),
  LPAD: strict((call) => pad(call, 'left')),
  RPAD: strict((call) => pad(call, 'right')),
  REPLACE: (call) => {
    const old = call.text('OLDSUB');
    return (
      (old === null ? str(call, 'SRCSTR') : str(call, 'SRCSTR').replaceAll(old, () => str(call, 'NEWSUB'))) || null
    );
  },
  CHR: strict((call) => String.fromCodePoint(int(call, 'N'))),
  ASCII: strict((call) => BigInt(str(call, 'CH').codePointAt(0) ?? 0)),
  TO_CHAR: strict(toChar),
  TO_NUMBER: strict((call) => numberOf(call.value('LEFT'))),
  TO_CLOB: strict((call) => call.value('V')),
  HEXTORAW: strict((call) => Buffer.from(str(call, 'C'), 'hex')),
  RAWTOHEX: strict((call) => textOf(call.value('R'))),
  NVL: (call) => [...call.arguments_.values()].find((value) => value !== null) ?? null,
  COALESCE: (call) => [...call.arguments_.values()].find((value) => value !== null) ?? null,
  NULLIF: (call) => {
    const [left = null, right = null] = call.arguments_.values();
    return left !== null && right !== null && compareValues(left, right) === 0 ? null : left;
  },
  BITAND: strict((call) => BigInt(num(call, 'LEFT')) & BigInt(num(call, 'RIGHT'))),
  MOD: strict((call) => wholeIfPossible(num(call, 'N2') === 0 ? num(call, 'N1') : num(call, 'N1') % num(call, 'N2'))),
  ABS: strict((call) => wholeIfPossible(Math.abs(num(call, 'N')))),
  SIGN: strict((call) => BigInt(Math.sign(num(call, 'N')))),
  CEIL: strict((call) => BigInt(Math.ceil(num(call, 'N')))),
  FLOOR: strict((call) => BigInt(Math.floor(num(call, 'N')))),
  POWER: strict((call) => wholeIfPossible(num(call, 'N') ** num(call, 'E'))),
  ROUND: strict((call) => rounded(call, Math.round)),
  TRUNC: strict((call) =>
    call.typeOf('LEFT') === 'DATE' ? `${str(call, 'LEFT').slice(0, 10)} 00:00:00` : rounded(call, Math.floor),
  ),
  GREATEST: (call) => extreme(call, 1),
  LEAST: (call) => extreme(call, -1),
};
