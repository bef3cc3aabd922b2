/** What runs can be found by in Temporal, all Keyword: set where the namespace knows them (docs/temporal.md). */
export const searchAttributes = {
  database: 'RedoubtDatabase',
  phase: 'RedoubtPhase',
  outcome: 'RedoubtOutcome',
} as const;
