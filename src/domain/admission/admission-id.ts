/** The workflow id of the admission: one a task queue. */
export const admissionId = (taskQueue: string): string => `redoubt-admission/${taskQueue}`;
