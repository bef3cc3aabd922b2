import type { CliOutput } from './cli-io';

/** A terminal's whole screen, rewritten in place. What was there before comes back on close. */
export interface LiveScreen {
  readonly columns: number;
  readonly rows: number;
  /** Lines beyond the last row are left out. */
  show(lines: readonly string[]): void;
  close(): void;
}

// The other screen, no cursor, no wrapping of what is too wide; and back.
const enter = '\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[2J';
const leave = '\x1b[?7h\x1b[?25h\x1b[?1049l';
// Each line overwrites the old one and clears what is left of it: nothing is blank in between, so nothing flickers.
const home = '\x1b[H';
const clearRest = '\x1b[K';
const clearBelow = '\x1b[J';

/**
 * Takes the screen at the first lines, and gives it back on close, at the end of the process, and before an exception
 * that nobody catches is printed.
 * @param redraw called when the window's size has changed.
 */
export function liveScreen(output: CliOutput, redraw: () => void): LiveScreen {
  let isOpen = false;
  const close = (): void => {
    if (!isOpen) return;
    isOpen = false;
    output.write(leave);
    output.off?.('resize', redraw);
    process.off('exit', close);
    process.off('uncaughtExceptionMonitor', close);
  };
  const open = (): void => {
    isOpen = true;
    output.write(enter);
    output.on?.('resize', redraw);
    process.once('exit', close);
    process.once('uncaughtExceptionMonitor', close);
  };
  const rows = (): number => output.rows ?? 24;
  return {
    get columns() {
      return output.columns ?? 80;
    },
    get rows() {
      return rows();
    },
    show: (lines) => {
      if (!isOpen) open();
      const text = lines.slice(0, rows()).map((line) => `${line}${clearRest}`);
      output.write(`${home}${text.join('\r\n')}${clearBelow}`);
    },
    close,
  };
}
