import type { CliOutput } from '../cli-io';
import { restoreAtEnd } from './restore-at-end';

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
 * Takes the screen at the first lines, and gives it back on close or when the process ends.
 * @param redraw called when the window's size has changed.
 */
export function liveScreen(output: CliOutput, redraw: () => void): LiveScreen {
  let giveBack: (() => void) | undefined;
  const open = (): void => {
    output.write(enter);
    output.on?.('resize', redraw);
    giveBack = restoreAtEnd(() => {
      output.off?.('resize', redraw);
      output.write(leave);
    });
  };
  // A terminal that nobody has told its size says 0.
  const rows = (): number => output.rows || 24;
  return {
    get columns() {
      return output.columns || 80;
    },
    get rows() {
      return rows();
    },
    show: (lines) => {
      if (giveBack === undefined) open();
      const text = lines.slice(0, rows()).map((line) => `${line}${clearRest}`);
      output.write(`${home}${text.join('\r\n')}${clearBelow}`);
    },
    close: () => giveBack?.(),
  };
}
