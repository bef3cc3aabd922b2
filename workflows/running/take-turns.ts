import { CancellationScope, isCancellation } from '@temporalio/workflow';

/** Works through a list, some at a time. When one fails, the others are cancelled and waited for. */
export async function takeTurns<T, R>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const queue = [...items];
  const results: R[] = [];
  return CancellationScope.cancellable(async () => {
    const scope = CancellationScope.current();
    const turn = async (): Promise<void> => {
      try {
        for (let item = queue.shift(); item !== undefined; item = queue.shift()) results.push(await work(item));
      } catch (error) {
        queue.length = 0;
        scope.cancel();
        throw error;
      }
    };
    const turns = await Promise.allSettled(Array.from({ length: atOnce }, turn));
    const failed = turns.filter((t) => t.status === 'rejected').map((t) => t.reason as unknown);
    // The first real cause, not the cancellation that followed from it.
    if (failed.length > 0) throw failed.find((reason) => !isCancellation(reason)) ?? failed[0];
    return results;
  });
}
