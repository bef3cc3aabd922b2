const hangUpExitCode = 129;

/**
 * Promises that a terminal is put back however the process ends: at its exit, before an exception that nobody catches is
 * printed, and when the terminal's window is closed. Only SIGKILL leaves no time for it.
 * @returns how to put it back now; a second call does nothing.
 */
export function restoreAtEnd(putBack: () => void): () => void {
  let isBack = false;
  const restore = (): void => {
    if (isBack) return;
    isBack = true;
    process.off('exit', restore);
    process.off('uncaughtExceptionMonitor', restore);
    process.off('SIGHUP', hangUp);
    putBack();
  };
  const hangUp = (): void => {
    restore();
    process.exit(hangUpExitCode);
  };
  process.once('exit', restore);
  process.once('uncaughtExceptionMonitor', restore);
  process.once('SIGHUP', hangUp);
  return restore;
}
