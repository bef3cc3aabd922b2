import { Context } from '@temporalio/activity';

/** An activity that works until it is told to stop, then ends normally. */
export const untilStopped = async (): Promise<void> => void (await stoppedBefore(() => false));

/** An activity that works until something is so, or it is told to stop: then it answers true. */
export async function stoppedBefore(isSo: () => boolean): Promise<boolean> {
  const { cancellationSignal, heartbeat } = Context.current();
  while (!cancellationSignal.aborted && !isSo()) {
    heartbeat();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return cancellationSignal.aborted;
}
