/** The sandbox's three places: two jurisdictions, so that a refusal can be tried. */
export const sandboxRegions = [
  { name: 'london', region: 'eu-west-2', jurisdiction: 'UK' },
  { name: 'frankfurt', region: 'eu-central-1', jurisdiction: 'EU' },
  { name: 'stockholm', region: 'eu-north-1', jurisdiction: 'EU' },
] as const;
