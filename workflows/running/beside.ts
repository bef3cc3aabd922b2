import { CancellationScope, isCancellation } from '@temporalio/workflow';

/** Does the work, with something else beside it that ends with the work: its own end by cancellation is no error. */
export async function withBeside<T>(beside: () => Promise<unknown>, work: () => Promise<T>): Promise<T> {
  const scope = new CancellationScope();
  const ending = scope.run(beside).catch((error: unknown) => {
    if (!isCancellation(error)) throw error;
  });
  try {
    return await work();
  } finally {
    scope.cancel();
    await ending;
  }
}
