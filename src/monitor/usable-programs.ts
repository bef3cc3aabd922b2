import type { UnavailablePart } from '../domain/bottleneck';
import { bpftraceObstacle, tracepointObstacle, type KernelPlace, type Obstacle } from './bpftrace-obstacles';
import type { BpftraceProgram } from './bpftrace-programs';

/** A program, and why it cannot run here. */
export interface LostProgram extends Obstacle {
  readonly program: BpftraceProgram;
}

/** Those whose tracepoints this kernel has, and the others with the reason. Starts nothing. */
export function sortPrograms(
  programs: readonly BpftraceProgram[],
  place: KernelPlace,
): { readonly usable: readonly BpftraceProgram[]; readonly lost: readonly LostProgram[] } {
  const general = bpftraceObstacle(place);
  if (general) return { usable: [], lost: programs.map((program) => ({ program, ...general })) };
  const lost: LostProgram[] = [];
  for (const program of programs) {
    const needed = lost.find((other) => other.program.name === program.needs);
    const obstacle = tracepointObstacle(program.tracepoints, place.sysRoot) ?? needed;
    if (obstacle) lost.push({ program, reason: obstacle.reason, remedy: obstacle.remedy });
  }
  return { usable: programs.filter((program) => !lost.some((other) => other.program === program)), lost };
}

/** One entry a reason, naming what is lost by it. */
export function lostParts(lost: readonly LostProgram[]): readonly UnavailablePart[] {
  return [...Map.groupBy(lost, ({ reason }) => reason).values()].map((group) => ({
    part: `eBPF: ${group.map(({ program }) => program.part).join(', ')}`,
    reason: group[0]?.reason ?? '',
    remedy: group[0]?.remedy ?? '',
  }));
}
