import { existsSync } from 'node:fs';

/** What the lab lacks on this host, in words for a skipped test's title; undefined when it can run. */
export function labLacks(): string | undefined {
  if (process.platform !== 'linux') return 'not on Linux';
  if (process.getuid?.() !== 0) return 'not root';
  if (!existsSync('/dev/net/tun')) return 'no /dev/net/tun';
  return undefined;
}

/** For a test's title: why it is skipped, if it is. */
export const labSkipReason = (): string => {
  const lacks = labLacks();
  return lacks === undefined ? '' : ` (skipped: ${lacks})`;
};
