import type { Cause } from './cause';
import type { Judgement } from './judge';

const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** One run, for people. */
export function runLine({ cause, named, shares, isCaused, lab, seconds }: Judgement): string {
  const of = shares.map(({ bottleneck, share }) => `${bottleneck} ${percent(share)}`).join(', ');
  const figures = [
    `copy ${lab.copySeconds.toFixed(1)} s`,
    `link ${percent(lab.linkShare)}`,
    `lost ${(lab.lostShare * 100).toFixed(1)} %`,
    `CPU ${percent(lab.cpuShare)}`,
    `worker ${lab.workerCores.toFixed(2)} cores, waited ${lab.waitedForCore.toFixed(1)} x as long`,
    `${(lab.diskBytes / 1e6).toFixed(1)} MB from disk`,
    `window ${lab.receiveWindowBytes}`,
  ].join('; ');
  const doubt = isCaused ? '' : ' NOT CAUSED';
  return `  ${cause} -> ${named ?? 'nothing'} [${of}]${doubt} (${figures}; run ${seconds.toFixed(0)} s)`;
}

/** Runs whose lab did not do what it says tell nothing of the rules, but they are counted. */
export function summary({ name, expected, title }: Cause, runs: readonly Judgement[]): string {
  const right = runs.filter(({ named }) => named === expected).length;
  const others = [...new Set(runs.map(({ named }) => named ?? 'nothing').filter((named) => named !== expected))];
  const wrong = others.length === 0 ? '' : `, otherwise ${others.join(', ')}`;
  const uncaused = runs.filter(({ isCaused }) => !isCaused).length;
  const doubt = uncaused === 0 ? '' : `; ${uncaused} not caused`;
  return `${name.padEnd(21)} ${expected.padEnd(10)} ${right} of ${runs.length}${wrong}${doubt} (${title})`;
}
