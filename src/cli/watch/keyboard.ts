/** What somebody in front of the screen asks for. */
export type WatchOrder =
  { readonly kind: 'pause'; readonly reason: string } | { readonly kind: 'resume' | 'expedite' | 'leave' };

/** Where the keys go. */
export interface Keyboard {
  /** The answer so far to the question why it shall pause; null: nothing is asked, each key is an order. */
  readonly reason: string | null;
}

export const idleKeyboard: Keyboard = { reason: null };

interface Heard {
  readonly keyboard: Keyboard;
  readonly orders: readonly WatchOrder[];
}

/** A run keeps so much of a reason. */
const longestReason = 200;

const orderKeys: Readonly<Record<string, WatchOrder>> = {
  r: { kind: 'resume' },
  e: { kind: 'expedite' },
  q: { kind: 'leave' },
};
// Ctrl-C and Ctrl-D come as characters while keys are read one by one.
const leaveKeys = '\x03\x04';
const escape = '\x1b';

/** What was typed in one piece. Escape closes the question; arrows and their like ask for nothing. */
export function hear(keyboard: Keyboard, typed: string): Heard {
  if (typed.startsWith(escape)) return { keyboard: typed === escape ? idleKeyboard : keyboard, orders: [] };
  let heard: Heard = { keyboard, orders: [] };
  for (const key of typed) {
    const { keyboard, orders } = hearKey(heard.keyboard, key);
    heard = { keyboard, orders: [...heard.orders, ...orders] };
  }
  return heard;
}

function hearKey(keyboard: Keyboard, key: string): Heard {
  if (leaveKeys.includes(key)) return { keyboard: idleKeyboard, orders: [{ kind: 'leave' }] };
  if (keyboard.reason !== null) return hearAnswer(keyboard.reason, key);
  const letter = key.toLowerCase();
  if (letter === 'p') return { keyboard: { reason: '' }, orders: [] };
  const order = Object.hasOwn(orderKeys, letter) ? orderKeys[letter] : undefined;
  return { keyboard, orders: order === undefined ? [] : [order] };
}

function hearAnswer(reason: string, key: string): Heard {
  if (key === '\r' || key === '\n')
    return { keyboard: idleKeyboard, orders: [{ kind: 'pause', reason: reason.trim() }] };
  return { keyboard: { reason: edited(reason, key) }, orders: [] };
}

/** Backspace takes a letter, Ctrl-U all of them; other control characters do nothing. */
function edited(reason: string, key: string): string {
  if (key === '\x7f' || key === '\b') return Array.from(reason).slice(0, -1).join('');
  if (key === '\x15') return '';
  return /\p{Cc}/u.test(key) ? reason : `${reason}${key}`.slice(0, longestReason);
}
