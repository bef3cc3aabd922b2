import { version } from '../../package.json';

/** The version of this package, as it stands in package.json. */
export const productVersion: string = version;
