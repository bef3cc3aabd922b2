import { runBareLoop, sealInLoop } from './bare-loop';
import { missingProgram } from './bench-data';
import { execute } from './execute';
import { copyLocally } from './our-path';
import { copyByShell, resticEnv, resticRepository } from './peers';
import type { BenchRow } from './row';
import { sealAlone } from './seal-alone';

/** From a file on this machine to three regions. */
export const copyRows: readonly BenchRow[] = [
  {
    name: 'loop',
    group: 'copy',
    about: 'bare loop: the same libraries and nothing else',
    unavailable: undefined,
    run: runBareLoop,
  },
  {
    name: 'path',
    group: 'copy',
    about: 'the data path (copyParts, real regions)',
    unavailable: undefined,
    run: async (place) => {
      const { counters } = await copyLocally(place);
      return { compressShare: counters.stagePartMs.compress / counters.partMs };
    },
  },
  {
    name: 'shell',
    group: 'copy',
    about: 'zstd -1 -T0 | age | tee, three times rclone rcat',
    unavailable: missingProgram('zstd', 'age', 'rclone'),
    run: copyByShell,
  },
  {
    name: 'restic',
    group: 'copy',
    about: 'restic backup to one region, restic copy to two',
    unavailable: missingProgram('restic'),
    run: async (place) => {
      const env = { ...resticEnv(place), DATA: place.data.path };
      const [first, ...others] = place.gateways;
      if (first === undefined) return;
      const from = resticRepository(first);
      await execute('restic init -q && restic backup -q "$DATA"', { ...env, RESTIC_REPOSITORY: from });
      await Promise.all(
        others.map((gateway) =>
          execute('restic init -q --copy-chunker-params && restic copy -q', {
            ...env,
            RESTIC_REPOSITORY: resticRepository(gateway),
            RESTIC_FROM_REPOSITORY: from,
            RESTIC_FROM_PASSWORD: 'bench',
          }),
        ),
      );
    },
  },
];

/** Compression, encryption and digests, on all cores, to nowhere. */
export const sealRows: readonly BenchRow[] = [
  {
    name: 'seal',
    group: 'seal',
    about: 'our sealing threads',
    unavailable: undefined,
    run: sealAlone,
  },
  {
    name: 'seal-loop',
    group: 'seal',
    about: 'the bare loop’s threads',
    unavailable: undefined,
    run: sealInLoop,
  },
  {
    name: 'zstd-age',
    group: 'seal',
    about: 'zstd -1 -T0 | age > /dev/null',
    unavailable: missingProgram('zstd', 'age'),
    run: async ({ data, keys }) => {
      await execute('zstd -1 -T0 -q -c "$DATA" | age -r "$RECIPIENT" > /dev/null', {
        DATA: data.path,
        RECIPIENT: keys.recipient,
      });
    },
  },
];
