import type { BackupLab } from './backup-lab';
import type { ProxiedRequest } from './region-proxy';

export interface Moment {
  /** Which PUT, by its path. */
  readonly path: RegExp;
  /** How many such PUTs have been answered by then; the default is the first. */
  readonly nth?: number;
  /** Other PUTs that find no answer until then. */
  readonly holdBack?: (asked: ProxiedRequest, region: string, first: string | undefined) => boolean;
}

/**
 * Acts at an exact moment: when a region has stored an object, and before anybody has heard of it. Returns once it is
 * done; from then on the line is as it was.
 */
export async function atReply(
  lab: BackupLab,
  { path, nth = 1, holdBack }: Moment,
  act: () => Promise<void>,
): Promise<void> {
  let seen = 0;
  let first: string | undefined;
  const isMeant = ({ method, path: asked }: ProxiedRequest): boolean => method === 'PUT' && path.test(asked);
  await new Promise<void>((resolve, reject) => {
    for (const [region, proxy] of Object.entries(lab.proxies)) {
      proxy.behaviour = {
        before: (asked) => {
          if (isMeant(asked)) first ??= region;
          return holdBack?.(asked, region, first) === true ? 'hang' : undefined;
        },
        after: async (asked) => {
          if (!isMeant(asked)) return;
          seen += 1;
          if (seen === nth) await act().then(resolve, reject);
        },
      };
    }
  });
  for (const proxy of Object.values(lab.proxies)) proxy.behaviour = {};
}
