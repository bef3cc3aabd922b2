import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { ForwarderOrder, ForwarderReady, ForwarderRequest, LinkStatistics } from './forwarder/messages';

/**
 * The forwarder's thread goes before everything else, but V8's own threads, which it would wait for when garbage is
 * collected, do not: on a busy host that took up to 30 ms. So it collects alone, and so little at a time that it is quick.
 */
const v8Flags = ['--single-threaded-gc', '--max-semi-space-size=1'];

const root = path.join(__dirname, '../..');

/** The process that is the links. It ends when its standard input does: so with whoever started it. */
export class Forwarder {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: AsyncIterator<string>;
  #last: Promise<unknown> = Promise.resolve();
  urgent = false;

  private constructor(child: ChildProcessByStdio<Writable, Readable, null>) {
    this.#child = child;
    this.#lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  }

  /** Returns when the devices exist. */
  static async start(program: string, order: ForwarderOrder): Promise<Forwarder> {
    const register = path.join(root, 'scripts/register-typescript.js');
    const child = spawn(process.execPath, [...v8Flags, '--require', register, program, JSON.stringify(order)], {
      stdio: ['pipe', 'pipe', 'inherit'],
      // Ctrl-C goes to a terminal's whole group, and this one still has the namespaces to remove.
      detached: true,
    });
    const forwarder = new Forwarder(child);
    forwarder.urgent = (await forwarder.#nextLine<ForwarderReady>()).urgent;
    return forwarder;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** One question at a time: answers have no names. */
  ask(request: ForwarderRequest): Promise<LinkStatistics> {
    const answer = this.#last.then(() => {
      this.#child.stdin.write(`${JSON.stringify(request)}\n`);
      return this.#nextLine<LinkStatistics>();
    });
    this.#last = answer.catch(() => undefined);
    return answer;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = once(this.#child, 'exit');
    this.#child.stdin.end();
    await gone;
  }

  async #nextLine<T>(): Promise<T> {
    const { done, value } = await this.#lines.next();
    if (done === true) throw new Error('the forwarder ended: see its output');
    // Written by forwarder/main.ts, which is of the same build.
    return JSON.parse(value) as T;
  }
}
