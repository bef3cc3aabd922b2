import type { Readable } from 'node:stream';
import type { Command } from 'commander';

/** Where a command writes: a stream of the process, or a collector in a test. */
export interface CliOutput {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  on?(event: 'resize', listener: () => void): unknown;
  off?(event: 'resize', listener: () => void): unknown;
}

/** What a command reads: a terminal can give its keys one by one. */
export type CliInput = Readable & { readonly isTTY?: boolean; setRawMode?(isRaw: boolean): unknown };

/**
 * All that a command may touch of its process, so that `runCli(argv, io)` runs in a test as in a shell. Results go to
 * stdout, progress and errors to stderr: with --json stdout holds one JSON value and nothing else.
 */
export interface CliIo {
  readonly stdout: CliOutput;
  readonly stderr: CliOutput;
  readonly stdin: CliInput;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** From the first call on, the first Ctrl-C or SIGTERM aborts this signal and no longer ends the process by itself. */
  interrupted(): AbortSignal;
  /** For commands that print their result and fail all the same; a thrown BackupError sets it by itself. */
  setExitCode(exitCode: number): void;
}

/** A group of commands is a function of this shape, in a file of its own: `addBackupCommands`, `addSandboxCommands`. */
export type AddCommands = (program: Command, io: CliIo) => void;

/** Options of the program itself: they may stand before or after the command. */
export interface GlobalOptions {
  readonly json: boolean;
  /** --config FILE, as given. */
  readonly config?: string;
}

export function globalOptions(command: Command): GlobalOptions {
  const { json, config } = command.optsWithGlobals<{ json?: boolean; config?: string }>();
  return { json: json === true, ...(config === undefined ? {} : { config }) };
}

/** Prints a command's result: one JSON object with --json, else the text for people. Always ends with a newline. */
export function printResult(io: CliIo, options: GlobalOptions, value: unknown, text: string): void {
  const printed = options.json ? JSON.stringify(value, null, 2) : text;
  io.stdout.write(printed.endsWith('\n') ? printed : `${printed}\n`);
}

/** The example at the end of a command's `--help`. */
export function addExample(command: Command, ...lines: readonly string[]): Command {
  return command.addHelpText('after', `\nExample:\n${lines.map((line) => `  ${line}`).join('\n')}`);
}
