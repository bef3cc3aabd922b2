import { causes } from '../../bench/bottlenecks/causes';
import { judge, type Judgement } from '../../bench/bottlenecks/judge';
import { runLine } from '../../bench/bottlenecks/summary';
import { labLacks } from '../lab/lab-needs';
import { openWanInstallation, type WanInstallation } from '../lab/wan-installation';

/** One verdict is not a rate: on a machine that others use too, the right one of three is enough. The benchmark counts. */
const tries = 3;

/** A test for each of these causes: a whole backup under it, and the report names it. */
export function describeCauses(title: string, names: readonly string[]): void {
  const lack = labLacks();
  const describeLab = lack === undefined ? describe : describe.skip;
  describeLab(`${title}${lack === undefined ? '' : ` (skipped: ${lack})`}`, () => {
    let installation: WanInstallation;

    beforeAll(async () => {
      installation = await openWanInstallation({
        links: { far: { roundTripMs: 2, rateMbit: 200 } },
        data: { noiseBytes: 15_000_000 },
      });
    });

    afterAll(() => installation.close());

    for (const cause of causes.filter(({ name }) => names.includes(name))) {
      const lacking = cause.lacks?.();
      const testCause = lacking === undefined ? test : test.skip;
      const why = lacking === undefined ? '' : ` (skipped: ${lacking})`;
      testCause(`${cause.title}: the report names ${cause.expected}${why}`, async () => {
        const judgements: Judgement[] = [];
        do {
          const judgement = await judge(installation, cause);
          process.stderr.write(`${runLine(judgement)}\n`);
          judgements.push(judgement);
        } while (judgements.at(-1)?.named !== cause.expected && judgements.length < tries);
        expect(judgements.map(({ named }) => named)).toContain(cause.expected);
      });
    }
  });
}
