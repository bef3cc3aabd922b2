import { PlsqlError } from './plsql-error';
import { numberText } from './conversion';

/** TO_CHAR(number, format) for the formats of digits, point, group and FM, and for TM9. ORA-01481 for others. */
export function formatNumber(value: bigint | number, format: string): string {
  const upper = format.toUpperCase();
  if (/^TM9?$/.test(upper)) return numberText(value);
  const fill = !upper.startsWith('FM');
  const model = fill ? upper : upper.slice(2);
  if (!/^[09,G]+(?:[.D][09]*)?$/.test(model)) throw PlsqlError.of(1481);
  const [whole = '', decimals] = model.split(/[.D]/);
  const isNegative = value < 0;
  const fixed = fixedDigits(isNegative ? -value : value, decimals?.length ?? 0);
  const [digits = '', fraction] = fixed.split('.');
  const width = whole.length + 1 + (decimals === undefined ? 0 : decimals.length + 1);
  const body = groupDigits(digits, whole);
  if (body === undefined) return '#'.repeat(width);
  const shown = `${isNegative ? '-' : ''}${body}${fraction === undefined ? '' : `.${fraction}`}`;
  return fill ? shown.padStart(width) : shown;
}

function fixedDigits(value: bigint | number, decimals: number): string {
  if (typeof value === 'number') return value.toFixed(decimals);
  return decimals === 0 ? value.toString() : `${value.toString()}.${'0'.repeat(decimals)}`;
}

/** The digits under the places of the model, leading zeros where it has a 0. Undefined when they do not fit. */
function groupDigits(digits: string, model: string): string | undefined {
  const places = model.replaceAll(/[,G]/g, '');
  const firstZero = places.indexOf('0');
  const least = firstZero === -1 ? 1 : places.length - firstZero;
  const padded = digits.padStart(least, '0');
  if (padded.length > places.length) return undefined;
  let left = padded.length;
  let shown = '';
  for (let at = model.length - 1; at >= 0 && left > 0; at -= 1) {
    const place = model.charAt(at);
    shown = (place === ',' || place === 'G' ? ',' : (padded[--left] ?? '')) + shown;
  }
  return shown;
}
