import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A /proc of files, as a stock distribution has it, and a folder for the record. */
export interface FakeProc {
  readonly procRoot: string;
  readonly stateDirectory: string;
  get(name: string): string;
  set(name: string, value: string): void;
  /** Every setting with its value. */
  all(): Readonly<Record<string, string>>;
  /** As after a reboot: another boot's id, and the stock values. */
  reboot(bootId: string): void;
  remove(): void;
}

const stock: Readonly<Record<string, string>> = {
  'net.ipv4.tcp_wmem': '4096 16384 4194304',
  'net.ipv4.tcp_rmem': '4096 131072 6291456',
  'net.ipv4.tcp_fastopen': '0',
  'net.ipv4.tcp_available_congestion_control': 'reno cubic bbr',
  'net.ipv4.tcp_allowed_congestion_control': 'reno cubic',
  'net.ipv4.tcp_congestion_control': 'cubic',
};

export function makeFakeProc(values: Readonly<Record<string, string>> = {}): FakeProc {
  const root = mkdtempSync(path.join(tmpdir(), 'redoubt-proc-'));
  const procRoot = path.join(root, 'proc');
  const fileOf = (name: string): string => path.join(procRoot, 'sys', ...name.split('.'));
  const set = (name: string, value: string): void => {
    mkdirSync(path.dirname(fileOf(name)), { recursive: true });
    writeFileSync(fileOf(name), `${value.replaceAll(' ', '\t')}\n`);
  };
  const get = (name: string): string => readFileSync(fileOf(name), 'utf8').trim().replaceAll(/\s+/g, ' ');
  const boot = (bootId: string): void => {
    for (const [name, value] of Object.entries({ ...stock, ...values, 'kernel.random.boot_id': bootId }))
      set(name, value);
  };
  boot('boot-1');
  mkdirSync(path.join(procRoot, 'self', 'ns'), { recursive: true });
  symlinkSync('net:[4026531840]', path.join(procRoot, 'self', 'ns', 'net'));
  return {
    procRoot,
    stateDirectory: path.join(root, 'state'),
    get,
    set,
    all: () => Object.fromEntries(Object.keys({ ...stock, ...values }).map((name) => [name, get(name)])),
    reboot: boot,
    remove: () => rmSync(root, { recursive: true }),
  };
}
