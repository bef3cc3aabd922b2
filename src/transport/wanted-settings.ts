import { fastOpenClientBit, neededBufferBytes, wantedControl } from './wanted-values';

/** One of the host's settings, as it was before the first change and as we set it. */
export interface ChangedSetting {
  /** As `sysctl` names it. */
  readonly name: string;
  readonly before: string;
  readonly ours: string;
}

const allowedControls = 'net.ipv4.tcp_allowed_congestion_control';
const defaultControl = 'net.ipv4.tcp_congestion_control';

/**
 * The settings that scope `host` cares for, in the order in which they are set; they are put back in the reverse order.
 * The list of allowed controls is among them because the kernel adds the default to it, and would leave it there.
 */
export const hostSettingNames = [
  'net.ipv4.tcp_wmem',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_fastopen',
  allowedControls,
  defaultControl,
] as const;

/** The kernel's congestion controls: those it has now, and the one that sockets get which choose none. */
export interface ControlsNow {
  readonly available: readonly string[];
  readonly byDefault: string | undefined;
}

/** @returns what the setting should be; undefined where it is good as it is, or not for us to set. */
export function wantedValue(name: string, value: string, controls: ControlsNow): string | undefined {
  const wanted = wantedOrSame(name, value, controls);
  return wanted === undefined || isSameValue(name, wanted, value) ? undefined : wanted;
}

function wantedOrSame(name: string, value: string, controls: ControlsNow): string | undefined {
  const hasBbr = controls.available.includes(wantedControl);
  const words = value.split(' ');
  switch (name) {
    case 'net.ipv4.tcp_wmem':
    case 'net.ipv4.tcp_rmem':
      return raiseMaximum(words);
    case 'net.ipv4.tcp_fastopen':
      return /^\d+$/.test(value) ? String(Number(value) | fastOpenClientBit) : undefined;
    case allowedControls:
      return hasBbr ? withControls(words, controls) : undefined;
    case defaultControl:
      return hasBbr ? wantedControl : undefined;
    default:
      return undefined;
  }
}

/** With the default of now too: the kernel adds it when it is put back, and so it adds nothing that is not recorded. */
function withControls(allowed: readonly string[], { byDefault }: ControlsNow): string {
  return [...new Set([...allowed, wantedControl, ...(byDefault === undefined ? [] : [byDefault])])].join(' ');
}

/** Minimum, default and maximum: the maximum is raised, never lowered. */
function raiseMaximum([minimum, initial, maximum]: readonly string[]): string | undefined {
  if (minimum === undefined || initial === undefined || !/^\d+$/.test(maximum ?? '')) return undefined;
  return `${minimum} ${initial} ${Math.max(Number(maximum), neededBufferBytes)}`;
}

/** The kernel lists controls in an order of its own. */
export function isSameValue(name: string, one: string, other: string): boolean {
  return name === allowedControls ? sorted(one) === sorted(other) : one === other;
}

const sorted = (words: string): string => words.split(' ').sort().join(' ');
