import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Environment } from '../../config/config-file';
import { requireTool } from '../tools/find-tool';
import type { RegionState } from '../sandbox-state';
import { loopback, type Part } from './part';

/** One S3 server a region. Objects are files: `<directory>/<name>/objects/<bucket>/<key>`. */
export function regionPart(state: RegionState, directory: string, env: Environment): Part {
  return {
    name: state.name,
    ports: [state.port],
    readyWithinMs: 10_000,
    command: async () => {
      const inRegion = (name: string): string => path.join(directory, state.name, name);
      const [objects, versions, users] = [inRegion('objects'), inRegion('versions'), inRegion('users')];
      // A folder below the root is a bucket, owned by the root user.
      for (const folder of [path.join(objects, state.bucket), versions, users]) {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
      }
      const listen = ['--port', `${loopback}:${state.port}`, '--health', '/healthz', '--keep-alive', '--quiet'];
      const keep = ['posix', '--versioning-dir', versions, objects];
      return {
        file: await requireTool('versitygw', env),
        args: [...listen, '--region', state.region, '--iam-dir', users, ...keep],
        env: { ROOT_ACCESS_KEY: state.accessKeyId, ROOT_SECRET_KEY: state.secretAccessKey },
      };
    },
    isReady: () => answersOk(`${regionEndpoint(state)}/healthz`),
  };
}

export function regionEndpoint(state: RegionState): string {
  return `http://${loopback}:${state.port}`;
}

async function answersOk(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2000) })).ok;
  } catch {
    // Nothing listens yet: that is the answer.
    return false;
  }
}
