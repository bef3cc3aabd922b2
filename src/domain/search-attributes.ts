/** What runs can be found by in Temporal: set where the namespace knows them (docs/temporal.md). */
export const searchAttributes = {
  database: 'RedoubtDatabase',
  phase: 'RedoubtPhase',
  outcome: 'RedoubtOutcome',
  deadline: 'RedoubtDeadline',
  outlook: 'RedoubtOutlook',
} as const;

/** How they are registered. */
export const searchAttributeTypes: Readonly<Record<(typeof searchAttributes)[keyof typeof searchAttributes], string>> =
  {
    RedoubtDatabase: 'Keyword',
    RedoubtPhase: 'Keyword',
    RedoubtOutcome: 'Keyword',
    RedoubtDeadline: 'Datetime',
    RedoubtOutlook: 'Keyword',
  };
