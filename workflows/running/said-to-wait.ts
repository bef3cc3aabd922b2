import { CancellationScope, sleep } from '@temporalio/workflow';
import type { ProgressBoard } from './progress-board';

/** Waits for a host, and says so on the run's page when none has room for a while. */
export async function saidToWait<T>(board: ProgressBoard, wait: Promise<T>): Promise<T> {
  const { phase } = board.progress;
  const patience = new CancellationScope();
  const timer = patience
    .run(() => sleep('5s'))
    .then(
      () => board.update({ phase: 'waiting for a worker' }),
      () => undefined,
    );
  try {
    return await wait;
  } finally {
    patience.cancel();
    await timer;
    board.update({ phase });
  }
}
