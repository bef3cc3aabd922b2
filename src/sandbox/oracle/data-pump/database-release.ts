import type { PlayedVersion } from '../engine';

/** The release numbers of the played versions, as dump files and job descriptions give them. */
export const databaseRelease: Readonly<Record<PlayedVersion, string>> = {
  '12.2': '12.2.0.1.0',
  '19c': '19.00.00.00.00',
  '23ai': '23.00.00.00.00',
};
