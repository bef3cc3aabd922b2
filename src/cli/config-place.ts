import type { ConfigPlace } from '../config/config-file';
import type { CliIo, GlobalOptions } from './cli-io';

/** Where this command line looks for its configuration. */
export function configPlace({ config }: GlobalOptions, { cwd, env }: CliIo): ConfigPlace {
  return { cwd, env, ...(config === undefined ? {} : { path: config }) };
}
