import type { WorkflowHandle } from '@temporalio/client';
import { clockOf } from './backup-watch-deadline';
import { listenForKeys, type WatchKey } from './backup-watch-keys';
import { watchScreen } from './backup-watch-screen';
import type { CliIo } from './cli-io';
import { liveScreen } from './live-screen';
import type { ProgressView } from './progress-view';
import type { BackupSight } from './watch-backup';

/** A view that somebody sits in front of. */
export interface LiveView extends ProgressView {
  /** Aborted by the key that leaves. */
  readonly left: AbortSignal;
}

const orders = {
  pause: { signal: 'pause', args: ['paused from backup watch'], said: 'asked to pause; parts in flight end first' },
  resume: { signal: 'resume', args: [], said: 'asked to go on' },
  expedite: { signal: 'expedite', args: [], said: 'asked to hurry; it does not slow down again' },
} as const;

/** Whether the whole screen can be had: a terminal that can move its cursor. */
export const hasScreen = ({ stdout, env }: CliIo): boolean => stdout.isTTY === true && env['TERM'] !== 'dumb';

/** The screen of a backup, with keys where the input is a terminal too. `NO_COLOR` is obeyed. */
export function liveView(io: CliIo, handle: WorkflowHandle): LiveView {
  const leaving = new AbortController();
  let last: { readonly sight: BackupSight; readonly taskQueue: string } | undefined;
  let note = '';
  let isNoteOfTemporal = false;
  let isClosed = false;
  const redraw = (): void => {
    if (last === undefined || isClosed) return;
    const { columns, rows } = screen;
    const hasColour = (io.env['NO_COLOR'] ?? '') === '';
    screen.show(watchScreen({ ...last, nowMs: Date.now(), columns, rows, hasColour, note, hasKeys }));
  };
  const say = (text: string, isOfTemporal = false): void => {
    note = text;
    isNoteOfTemporal = isOfTemporal;
    redraw();
  };
  /** A second key comes before the next look: it has to find what the first one asked for. */
  const assume = (paused: boolean): void => {
    if (last === undefined) return;
    const { sight } = last;
    last = { ...last, sight: { ...sight, progress: { ...sight.progress, paused } } };
  };
  const screen = liveScreen(io.stdout, redraw);
  const heard = (key: WatchKey): void => {
    if (key === 'leave') return leaving.abort();
    const order = key === 'pause' && last?.sight.progress.paused === true ? 'resume' : key;
    const { signal, args, said } = orders[order];
    if (order !== 'expedite') assume(order === 'pause');
    say(`${signal}: sending …`);
    handle.signal<string[]>(signal, ...args).then(
      () => say(`${clockOf(Date.now())} ${signal}: ${said}`),
      (error: unknown) => say(`${clockOf(Date.now())} ${signal} failed: ${reasonOf(error)}`),
    );
  };
  const stopKeys = listenForKeys(io.stdin, heard);
  const hasKeys = stopKeys !== undefined;
  return {
    left: leaving.signal,
    show: (sight, taskQueue) => {
      last = { sight, taskQueue };
      if (isNoteOfTemporal) note = '';
      redraw();
    },
    note: (text) => say(text, true),
    close: () => {
      isClosed = true;
      stopKeys?.();
      screen.close();
    },
  };
}

/** The innermost word: what is around it says only that a call failed. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? reasonOf(error.cause) : error.message;
}
