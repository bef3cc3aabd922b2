import type {
  Bottleneck,
  BottleneckShare,
  HostFindings,
  MonitorFindings,
  UnavailablePart,
  Verdict,
} from './bottleneck';

const names: Readonly<Record<Bottleneck, string>> = {
  database: 'the database',
  disk: 'the disk',
  cpu: 'the processor',
  memory: 'memory',
  'own-limit': 'our own bandwidth limit',
  link: 'a full line',
  loss: 'packet loss',
  receiver: 'the receiver',
};

/** What binds, as people say it: `packet loss to stockholm`, `the receiver in stockholm`. */
export function nameOfBottleneck({ bottleneck, region }: Pick<BottleneckShare, 'bottleneck' | 'region'>): string {
  if (bottleneck === 'none') return 'nothing in particular';
  if (region === undefined) return names[bottleneck];
  return `${names[bottleneck]} ${bottleneck === 'receiver' ? 'in' : 'to'} ${region}`;
}

/** `held back by packet loss to stockholm: 1.1 % retransmitted at a round trip of 81 ms` */
export const describeVerdict = (verdict: Verdict): string =>
  `held back by ${nameOfBottleneck(verdict)}: ${verdict.evidence}`;

/** `packet loss to stockholm 62 %, the processor 30 %`: shares of a twentieth or more, largest first. */
export const describeShares = (shares: readonly BottleneckShare[]): string =>
  shares
    .filter(({ share }) => share >= 0.05)
    .map((share) => `${nameOfBottleneck(share)} ${Math.round(share.share * 100)} %`)
    .join(', ');

/** What was found, for people: lines without an end. */
export function describeFindings({ shares, main, unavailable, hosts = [] }: MonitorFindings): readonly string[] {
  const told = describeShares(shares);
  return [
    ...(told === '' ? [] : [`held back by: ${told} of the time`]),
    ...hosts.map(describeHost),
    ...(main === null ? [] : [`  ${main.evidence}`, `  advice: ${main.advice}`]),
    ...unavailable.map(describeUnavailable),
  ];
}

function describeHost({ host, shares }: HostFindings): string {
  const told = describeShares(shares);
  return `  ${host}: ${told === '' ? 'copied nothing' : told}`;
}

/** `not watched: disk latency (bpftrace is not installed); apt-get install bpftrace` */
export const describeUnavailable = ({ part, reason, remedy }: UnavailablePart): string =>
  `not watched: ${part} (${reason})${remedy === '' ? '' : `; ${remedy}`}`;
