import { formatDecimal, parseDecimal, roundDecimal, type Decimal } from '../../storage/decimal';
import { serverError } from '../../storage/server-error';

/** A NUMBER as text without a format: '.5', '-12.5'. */
export function plainNumber(text: string): string {
  return text.replace(/^(-?)0\./, '$1.');
}

/** TO_CHAR(number, format): 9, 0, D, G, point, comma, $, S, MI, FM, X and TM. Throws ORA-01481. */
export function formatNumber(text: string, format: string): string {
  const model = format.toUpperCase();
  const fill = !model.startsWith('FM');
  const picture = model.replace(/^FM/, '');
  if (/^TM9?$/.test(picture)) return plainNumber(text);
  const value = parseDecimal(text);
  if (/^0?X+$/.test(picture)) return formatHex(value, format, fill);
  if (!/^S?\$?[90G,]*(?:[D.][90]*)?(?:MI|S)?$/.test(picture)) throw serverError(1481);
  return formatPicture(value, picture, fill);
}

function formatHex(value: Decimal, format: string, fill: boolean): string {
  const digits = roundDecimal(value, 0).units.toString(16);
  const picture = format.replace(/^FM/i, '');
  if (digits.length > picture.length || value.units < 0n) return '#'.repeat(picture.length + 1);
  const padded = picture.startsWith('0') ? digits.padStart(picture.length, '0') : digits;
  const cased = picture.includes('x') ? padded : padded.toUpperCase();
  return fill ? cased.padStart(picture.length + 1) : cased;
}

function formatPicture(value: Decimal, picture: string, fill: boolean): string {
  const body = picture.replace(/MI$|^S|S$/g, '').replace('$', '');
  const [whole = '', fraction = ''] = body.split(/[D.]/);
  const rounded = formatDecimal(roundDecimal(value, fraction.length));
  const negative = rounded.startsWith('-');
  const [wholeDigits = '', fractionDigits = ''] = rounded.replace('-', '').split('.');
  const width = body.length + 1 + (picture.includes('$') ? 1 : 0) + (picture.endsWith('MI') ? 0 : 0);
  const significant = wholeDigits === '0' ? '' : wholeDigits;
  if (significant.length > whole.replaceAll(/[G,]/g, '').length) return '#'.repeat(width);
  const point = /[D.]/.test(body) ? '.' : '';
  const text = `${wholePart(significant, whole, fraction === '')}${point}${fractionPart(fractionDigits, fraction, fill)}`;
  const signed = addSign(`${picture.includes('$') ? '$' : ''}${text}`, picture, negative);
  return fill ? signed.padStart(width) : signed.trim();
}

/** Fills the places of 9 and 0 from the right. */
function wholePart(digits: string, picture: string, alone: boolean): string {
  const firstZero = picture.indexOf('0');
  let left = digits.length;
  let text = '';
  for (let at = picture.length - 1; at >= 0; at -= 1) {
    const place = picture[at] ?? '';
    const more = left > 0 || (firstZero !== -1 && at >= firstZero);
    if (/[G,]/.test(place)) {
      if (more) text = `,${text}`;
    } else if (left > 0) text = `${digits[--left] ?? ''}${text}`;
    else if (more) text = `0${text}`;
  }
  return text === '' && alone ? '0' : text;
}

function fractionPart(digits: string, picture: string, fill: boolean): string {
  const needed = fill ? picture.length : picture.lastIndexOf('0') + 1;
  return digits.padEnd(needed, '0');
}

function addSign(text: string, picture: string, negative: boolean): string {
  if (picture.endsWith('MI')) return `${text}${negative ? '-' : ' '}`;
  if (picture.endsWith('S')) return `${text}${negative ? '-' : '+'}`;
  if (picture.startsWith('S')) return `${negative ? '-' : '+'}${text}`;
  return negative ? `-${text}` : text;
}
