import type { CliIo } from './cli-io';
import { runCli } from './run-cli';

/** The process as commands see it. */
function processIo(): CliIo {
  let interruption: AbortController | undefined;
  const interrupt = (): void => {
    // The second Ctrl-C means it.
    if (interruption?.signal.aborted === true) process.exit(130);
    interruption?.abort();
  };
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    stdin: process.stdin,
    env: process.env,
    cwd: process.cwd(),
    interrupted: () => {
      if (interruption === undefined) {
        interruption = new AbortController();
        process.on('SIGINT', interrupt);
        process.on('SIGTERM', interrupt);
      }
      return interruption.signal;
    },
    setExitCode: () => undefined,
  };
}

/** Runs the command line of this process. What is still open afterwards (sockets that drain) does not hold it up. */
export async function main(): Promise<void> {
  // A reader that has seen enough (`redoubt … | head`) is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  process.exitCode = await runCli(process.argv.slice(2), processIo());
}
