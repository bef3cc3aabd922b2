import { Context } from '@temporalio/activity';

/** An activity that works until it is told to stop, then ends normally. */
export async function untilStopped(): Promise<void> {
  const context = Context.current();
  const timer = setInterval(() => context.heartbeat(), 100);
  await new Promise<void>((stopped) => context.cancellationSignal.addEventListener('abort', () => stopped()));
  clearInterval(timer);
}
