import type { WorkflowHandle } from '@temporalio/client';
import type { CliIo } from '../cli-io';
import type { ProgressView } from './progress-view';
import type { BackupSight } from './watch-backup';
import { withKnownPercent } from './as-of-now';
import { clockOf } from './deadline-rows';
import { hear, idleKeyboard, type WatchOrder } from './keyboard';
import { listenForKeys } from './keys';
import { liveScreen } from './live-screen';
import { watchScreen } from './screen';

/** A view that somebody sits in front of. */
export interface LiveView extends ProgressView {
  /** Aborted by the key that leaves. */
  readonly left: AbortSignal;
}

/** An order's answer has been read by then. */
const noteForMs = 15_000;

/** Whether the whole screen can be had: a terminal that can move its cursor. */
export const hasScreen = ({ stdout, env }: CliIo): boolean => stdout.isTTY === true && env['TERM'] !== 'dumb';

/** The screen of a backup, with keys where the input is a terminal too. `NO_COLOR` is obeyed. */
export function liveView(io: CliIo, handle: WorkflowHandle): LiveView {
  const leaving = new AbortController();
  const hasColour = (io.env['NO_COLOR'] ?? '') === '';
  let last: { readonly sight: BackupSight; readonly taskQueue: string } | undefined;
  let keyboard = idleKeyboard;
  let note = { text: '', untilMs: 0 };
  let isClosed = false;
  const redraw = (): void => {
    if (last === undefined || isClosed) return;
    const { columns, rows } = screen;
    const { reason } = keyboard;
    const nowMs = Date.now();
    const said = nowMs < note.untilMs ? note.text : '';
    screen.show(watchScreen({ ...last, nowMs, columns, rows, hasColour, note: said, hasKeys, reason }));
  };
  const say = (text: string, forMs = noteForMs): void => {
    note = { text, untilMs: Date.now() + forMs };
    redraw();
  };
  const obey = (order: WatchOrder): void => {
    if (order.kind === 'leave') return leaving.abort();
    say(`${order.kind}: sending …`);
    send(handle, order).then(
      (said) => say(`${clockOf(Date.now())} ${said}`),
      (error: unknown) => say(`${clockOf(Date.now())} ${order.kind} failed: ${reasonOf(error)}`),
    );
  };
  const screen = liveScreen(io.stdout, redraw);
  const stopKeys = listenForKeys(io.stdin, (typed) => {
    const heard = hear(keyboard, typed);
    keyboard = heard.keyboard;
    redraw();
    heard.orders.forEach(obey);
  });
  const hasKeys = stopKeys !== undefined;
  return {
    left: leaving.signal,
    show: (sight, taskQueue) => {
      last = { sight: withKnownPercent(sight, last?.sight), taskQueue };
      if (note.untilMs === Number.POSITIVE_INFINITY) note = { text: '', untilMs: 0 };
      redraw();
    },
    // Until the next look that finds an answer.
    note: (text) => say(text, Number.POSITIVE_INFINITY),
    close: () => {
      isClosed = true;
      stopKeys?.();
      screen.close();
    },
  };
}

/** @returns what was asked for, in words. */
async function send(handle: WorkflowHandle, order: Exclude<WatchOrder, { kind: 'leave' }>): Promise<string> {
  if (order.kind === 'pause') {
    await handle.signal<string[]>('pause', ...(order.reason === '' ? [] : [order.reason]));
    return 'asked to pause; what is in flight ends first';
  }
  await handle.signal(order.kind);
  return order.kind === 'resume' ? 'asked to go on' : 'asked to hurry; it does not slow down again';
}

/** The innermost word: what is around it says only that a call failed. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? reasonOf(error.cause) : error.message;
}
