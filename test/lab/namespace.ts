import { execFileSync, spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';

/** Where `ip netns` keeps its names. */
const namesDirectory = '/run/netns';

/** A program to run inside a namespace: it becomes the program itself, under the same process id. */
export interface InsideCommand {
  readonly file: string;
  readonly args: readonly string[];
}

/** A network namespace with a loopback of its own. */
export class Namespace {
  private constructor(readonly name: string) {}

  static create(name: string): Namespace {
    ip('netns', 'add', name);
    ip('-n', name, 'link', 'set', 'lo', 'up');
    return new Namespace(name);
  }

  command(file: string, args: readonly string[]): InsideCommand {
    return { file: 'nsenter', args: [`--net=${namesDirectory}/${this.name}`, '--', file, ...args] };
  }

  spawn(file: string, args: readonly string[], options: SpawnOptions = {}): ChildProcess {
    const inside = this.command(file, args);
    return spawn(inside.file, inside.args, options);
  }

  /** Runs a program to its end. @returns what it printed */
  run(file: string, ...args: readonly string[]): string {
    const inside = this.command(file, args);
    return execFileSync(inside.file, inside.args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  }

  /** `ip` with this namespace as its place. */
  ip(...args: readonly string[]): string {
    return ip('-n', this.name, ...args);
  }

  /** @throws when the kernel refuses: some keys belong to the host alone */
  setSysctl(key: string, value: string): void {
    this.run('sysctl', '-q', '-w', `${key}=${value}`);
  }
}

export function ip(...args: readonly string[]): string {
  return execFileSync('ip', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Ends every process in a namespace and removes its name: it is gone with the last of them. Twice is as good as once. */
export function removeNamespace(name: string): void {
  if (!existsSync(`${namesDirectory}/${name}`)) return;
  for (const pid of ip('netns', 'pids', name).split('\n').filter(Boolean)) {
    if (Number(pid) === process.pid) throw new Error(`this process is still inside ${name}`);
    try {
      process.kill(Number(pid), 'SIGKILL');
    } catch {
      // It ended by itself between the list and the signal.
    }
  }
  try {
    ip('netns', 'del', name);
  } catch (error) {
    // Another may have removed it in the same moment.
    if (existsSync(`${namesDirectory}/${name}`)) throw error;
  }
}

/** All names that begin so. */
export function namespacesNamed(prefix: string): readonly string[] {
  if (!existsSync(namesDirectory)) return [];
  return readdirSync(namesDirectory).filter((name) => name.startsWith(prefix));
}
