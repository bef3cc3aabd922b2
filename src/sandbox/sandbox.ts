import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Environment } from '../config/config-file';
import { BackupError } from '../errors';
import type { ControlClient } from './oracle/control-client';
import { partsOf } from './parts/all-parts';
import { oracleControl } from './parts/oracle-part';
import type { Part } from './parts/part';
import { awaitReady, startPart } from './parts/start-part';
import { isAlive, type ProcessIdentity } from './processes/process-identity';
import { killProcess, stopProcess } from './processes/stop-process';
import { readSandboxState, writeSandboxState, type SandboxState } from './sandbox-state';
import { describeSandbox, type SandboxStatus } from './sandbox-status';
import { findTool } from './tools/find-tool';
import { toolNamed } from './tools/tool';

/**
 * A sandbox of a directory, running or not. Its parts are processes of their own that outlive this one; all that is
 * known of them is in the directory, so any process can take over.
 */
export class Sandbox {
  readonly directory: string;
  readonly #env: Environment;

  constructor(directory: string, env: Environment) {
    this.directory = directory;
    this.#env = env;
  }

  /** @throws BackupError SANDBOX_NOT_RUNNING when there is none in this directory. */
  get state(): SandboxState {
    const state = readSandboxState(this.directory);
    if (state === undefined) throw new BackupError('SANDBOX_NOT_RUNNING', `no sandbox runs in ${this.directory}`);
    return state;
  }

  get partNames(): readonly string[] {
    return this.#parts().map((part) => part.name);
  }

  /** By part: whether its process lives. */
  running(): ReadonlyMap<string, boolean> {
    const { processes } = this.state;
    return new Map(this.#parts().map(({ name }) => [name, isProcessAlive(processes[name])]));
  }

  async status(): Promise<SandboxStatus> {
    const temporal = await findTool(toolNamed('temporal'), this.#env);
    return describeSandbox(this.state, this.directory, temporal?.path ?? '');
  }

  /** The control port of the Oracle stand-in. */
  get oracle(): ControlClient {
    const { oracle } = this.state;
    if (oracle === undefined) throw new RangeError('this sandbox was made without the Oracle stand-in');
    return oracleControl(oracle);
  }

  /**
   * Starts a part on its port and with its data; one that answers already is left alone.
   * @throws BackupError SANDBOX_FAILED that names its log file, TOOL_MISSING.
   */
  async start(name: string): Promise<void> {
    const part = this.#part(name);
    const running = this.state.processes[name];
    if (running !== undefined && isAlive(running)) {
      if (await awaitReady(part, running)) return;
      await stopProcess(running);
    }
    mkdirSync(this.logDirectory, { recursive: true, mode: 0o700 });
    await startPart(part, this.logFile(name), (identity) => this.#remember(name, identity));
  }

  /** Ends a part as `kill` does; its data stays. */
  async stop(name: string): Promise<void> {
    const identity = this.state.processes[this.#part(name).name];
    if (identity !== undefined) await stopProcess(identity);
    this.#remember(name, undefined);
  }

  /** Ends a part as a power cut does: SIGKILL. */
  async kill(name: string): Promise<void> {
    const identity = this.state.processes[this.#part(name).name];
    if (identity !== undefined) await killProcess(identity);
  }

  async restart(name: string): Promise<void> {
    await this.stop(name);
    await this.start(name);
  }

  /** Ends every part that was started from this directory, and nothing else. */
  async stopAll(): Promise<void> {
    await Promise.all(this.partNames.map((name) => this.stop(name)));
  }

  /** Ends it, and removes all it ever held: data, objects, keys, logs. */
  async remove(): Promise<void> {
    await this.stopAll();
    rmSync(this.directory, { recursive: true, force: true, maxRetries: 5 });
  }

  get logDirectory(): string {
    return path.join(this.directory, 'logs');
  }

  logFile(name: string): string {
    return path.join(this.logDirectory, `${name}.log`);
  }

  #parts(): readonly Part[] {
    return partsOf(this.state, this.directory, this.#env);
  }

  #part(name: string): Part {
    const part = this.#parts().find((candidate) => candidate.name === name);
    if (part !== undefined) return part;
    throw new BackupError('USAGE', `the sandbox has no part "${name}"; there are ${this.partNames.join(', ')}`);
  }

  #remember(name: string, identity: ProcessIdentity | undefined): void {
    const { [name]: _before, ...others } = this.state.processes;
    const processes = identity === undefined ? others : { ...others, [name]: identity };
    writeSandboxState(this.directory, { ...this.state, processes });
  }
}

function isProcessAlive(identity: ProcessIdentity | undefined): boolean {
  return identity !== undefined && isAlive(identity);
}
