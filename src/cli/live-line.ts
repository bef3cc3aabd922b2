import type { CliOutput } from './cli-io';

/** How far something is. */
export interface LiveState {
  readonly text: string;
  /** 0 to 1; null: not known. */
  readonly fraction: number | null;
  /** Where lines are printed: a new key is worth a line at once. */
  readonly key: string;
}

/** A place for what changes all the time: a bar that stays on its line on a terminal, plain lines elsewhere. */
export interface LiveLine {
  show(state: LiveState): void;
  close(): void;
}

export function liveLine(output: CliOutput, now: () => number = Date.now): LiveLine {
  return output.isTTY === true ? barLine(output) : plainLines(output, now);
}

const clearLine = '\r\x1b[2K';
const barWidth = 20;

function barLine(output: CliOutput): LiveLine {
  return {
    show: ({ text, fraction }) => {
      const line = `${bar(fraction)} ${text}`;
      const columns = output.columns ?? 80;
      output.write(clearLine + (line.length < columns ? line : `${line.slice(0, columns - 2)}…`));
    },
    close: () => void output.write(clearLine),
  };
}

function bar(fraction: number | null): string {
  const filled = Math.floor(Math.min(1, fraction ?? 0) * barWidth);
  return '█'.repeat(filled) + '░'.repeat(barWidth - filled);
}

const lineEveryMs = 5000;

/** A line when the key changes, and every five seconds while the text does. */
function plainLines(output: CliOutput, now: () => number): LiveLine {
  let last = { key: '', text: '', atMs: Number.NEGATIVE_INFINITY };
  return {
    show: ({ key, text }) => {
      if (text === last.text || (key === last.key && now() - last.atMs < lineEveryMs)) return;
      last = { key, text, atMs: now() };
      output.write(`${text}\n`);
    },
    close: () => undefined,
  };
}
