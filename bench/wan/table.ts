import type { Cell } from './cell';

const columns = [
  ['link', 22],
  ['mode', 12],
  ['Mbit/s', 8],
  ['of link', 8],
  ['copy', 8],
  ['run', 8],
  ['sockets', 10],
  ['CPU', 6],
  ['late p99/max', 14],
  ['bottleneck', 12],
] as const;

export const heading = (): string => columns.map(([title, width]) => title.padEnd(width)).join('');

/** One line for people. `plain`: the cell to compare with, where there is one. */
export function cellLine(cell: Cell, plain?: Cell): string {
  const texts = [
    `${cell.region ?? ''}${cell.region === undefined ? '' : ' '}${cell.rttMs} ms, ${cell.lossPct} %`,
    cell.mode,
    cell.goodputMbit.toFixed(1),
    percent(cell.linkShare),
    `${cell.copySeconds.toFixed(1)} s`,
    cell.runSeconds === null ? 'stopped' : `${cell.runSeconds.toFixed(1)} s`,
    `${cell.connections} ${cell.congestionControl}`,
    percent(cell.cpuShare),
    `${cell.lateP99Ms.toFixed(1)}/${cell.lateMaxMs.toFixed(1)} ms`,
    cell.bottleneck ?? '-',
  ];
  const line = texts.map((text, i) => text.padEnd(columns[i]?.[1] ?? 0)).join('');
  const ratio = plain === undefined ? '' : `x ${(cell.goodputMbit / plain.goodputMbit).toFixed(1)}`;
  return `${line}${cell.rejected === undefined ? ratio : `REJECTED: ${cell.rejected}`}`.trimEnd();
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;
