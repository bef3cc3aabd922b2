import type { Asking } from '../../../src/domain/admission/asking';

/** A run that asks for its turn: no deadline, not expedited, not paused. */
export const askingOf = (name: string, change: Partial<Asking> = {}): Asking => ({
  workflowId: name,
  backupId: name,
  latestStartMs: null,
  isExpedited: false,
  isPaused: false,
  askedAtMs: 0,
  ...change,
});
