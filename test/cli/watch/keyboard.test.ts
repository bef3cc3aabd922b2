import { hear, idleKeyboard, type Keyboard, type WatchOrder } from '../../../src/cli/watch/keyboard';

/** What pieces of typing ask for, one after the other. */
function ordersOf(...pieces: readonly string[]): { orders: readonly WatchOrder[]; keyboard: Keyboard } {
  let keyboard = idleKeyboard;
  const orders: WatchOrder[] = [];
  for (const piece of pieces) {
    const heard = hear(keyboard, piece);
    keyboard = heard.keyboard;
    orders.push(...heard.orders);
  }
  return { orders, keyboard };
}

test('r, e and q are orders, in capitals too, and other keys are none', () => {
  expect(ordersOf('r', 'E', 'x', ' ', '\r', 'q').orders).toEqual([
    { kind: 'resume' },
    { kind: 'expedite' },
    { kind: 'leave' },
  ]);
});

test('p asks for a reason, and Enter alone pauses without one', () => {
  expect(ordersOf('p')).toEqual({ orders: [], keyboard: { reason: '' } });
  expect(ordersOf('p', '\r')).toEqual({ orders: [{ kind: 'pause', reason: '' }], keyboard: idleKeyboard });
});

test('while a reason is typed, letters are letters', () => {
  expect(ordersOf('p', 'quiet hours', '\r').orders).toEqual([{ kind: 'pause', reason: 'quiet hours' }]);
});

test('Backspace takes a whole letter back, Ctrl-U all of them', () => {
  expect(ordersOf('p', 'é😀\x7f').keyboard).toEqual({ reason: 'é' });
  expect(ordersOf('p', 'nonsense', '\x15', 'DBA\t', '\n').orders).toEqual([{ kind: 'pause', reason: 'DBA' }]);
});

test('Escape asks no longer; Ctrl-C and Ctrl-D leave, also while it asks', () => {
  expect(ordersOf('p', 'ab', '\x1b', 'r')).toEqual({ orders: [{ kind: 'resume' }], keyboard: idleKeyboard });
  for (const key of ['\x03', '\x04']) expect(ordersOf('p', 'ab', key).orders).toEqual([{ kind: 'leave' }]);
});

test('arrows and function keys ask for nothing', () => {
  expect(ordersOf('\x1b[A', '\x1bOP', '\x1b[15~')).toEqual({ orders: [], keyboard: idleKeyboard });
  expect(ordersOf('p', 'a', '\x1b[D', 'b').keyboard).toEqual({ reason: 'ab' });
});

test('a reason is as long as a run keeps it', () => {
  expect(ordersOf('p', 'x'.repeat(500)).keyboard.reason).toHaveLength(200);
});
