import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ApplicationFailure, cancellationSignal, heartbeat } from '@temporalio/activity';

const run = promisify(execFile);

/**
 * Brings the database to a release, with Liquibase here: put your own program in its place. It finds what was done
 * already, so that it may be run twice.
 */
export async function migrate(release: string): Promise<string> {
  if (!/^[\w.-]+$/.test(release)) throw ApplicationFailure.nonRetryable(`"${release}" is no release`);
  const alive = setInterval(heartbeat, 10_000);
  try {
    await run('liquibase', ['update-to-tag', `--tag=${release}`], { signal: cancellationSignal() });
  } finally {
    clearInterval(alive);
  }
  return release;
}
