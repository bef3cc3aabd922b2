/** What somebody who paused a backup said of it. */
export interface Pause {
  readonly reason: string | null;
  /** ISO 8601; null: until somebody resumes. */
  readonly until: string | null;
}
