/** The task queue of restores: only hosts with an identity serve it. */
export const restoreTaskQueue = 'redoubt-restore';
