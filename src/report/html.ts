/** Text that is markup already, and need not be escaped again. */
export class Markup {
  constructor(readonly text: string) {}
}

type Insert = Markup | string | number | false | undefined | readonly (Markup | string | number | false | undefined)[];

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Escapes for text and for attributes in quotes; control characters, which HTML does not have, become spaces. */
export const escapeHtml = (text: string): string =>
  text
    // oxlint-disable-next-line no-control-regex -- they are what is looked for
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, ' ')
    .replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');

/** A template whose inserts are escaped unless they are markup; false and undefined are left out, arrays are joined. */
export function html(texts: TemplateStringsArray, ...inserts: readonly Insert[]): Markup {
  const pieces = texts.map((text, i) => text + (i < inserts.length ? render(inserts[i]) : ''));
  return new Markup(pieces.join(''));
}

function render(insert: Insert): string {
  if (insert === false || insert === undefined) return '';
  if (insert instanceof Markup) return insert.text;
  if (typeof insert === 'object') return insert.map(render).join('');
  return escapeHtml(String(insert));
}
