import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { WanInstallation } from '../../test/lab/wan-installation';
import { LateLink, type WanLink } from '../../test/lab/wan-link';
import type { Gateway } from '../../test/vault/versitygw';
import { ArrivalWatch, congestionControlTo } from './arrivals';
import type { Cell, CellPlan } from './cell';

/** One region, its link, and what is counted of both while a cell runs. */
export class LineUnderTest {
  readonly #link: WanLink;
  readonly #gateway: Gateway;
  readonly #watch: ArrivalWatch;
  #bytesBefore = 0;
  #congestionControl = '';

  constructor(
    private readonly installation: WanInstallation,
    readonly name: string,
    readonly plan: CellPlan,
  ) {
    const gateway = installation.regions[name];
    if (gateway === undefined) throw new RangeError(`no region ${name}`);
    this.#gateway = gateway;
    this.#link = installation.lab.link(name);
    this.#watch = new ArrivalWatch(this.#link.far, gateway.port);
  }

  async prepare(): Promise<void> {
    const { rttMs, lossPct, rateMbit, mode } = this.plan;
    // A round trip's worth may wait, as in routers; 256 KiB at least.
    const queueBytes = Math.max(262_144, rttMs * rateMbit * 125);
    await this.#link.change({ roundTripMs: rttMs, lossShare: lossPct / 100, rateMbit, queueBytes });
    // A route's word is stronger than a socket's: accelerated sockets get none, and would be Reno if they chose nothing.
    this.#link.setRouteCongestionControl(mode === 'plain' ? 'cubic' : undefined);
  }

  /** From here on it counts. */
  async begin(): Promise<void> {
    await this.#link.statistics({ reset: true });
    this.#bytesBefore = this.#watch.look().bytes;
    this.#watch.start();
  }

  noteSockets(): void {
    const { near } = this.installation.lab;
    const seen = congestionControlTo(near, this.#link.farAddress.ipv4, this.#gateway.port);
    if (seen !== '') this.#congestionControl = seen;
  }

  async end(copySeconds: number, cpuShare: number, isAlone: boolean): Promise<Cell> {
    this.stopWatching();
    const arrived = this.#watch.look();
    const { up, down } = await this.#link.statistics();
    const goodputMbit = ((arrived.bytes - this.#bytesBefore) * 8) / copySeconds / 1e6;
    const rejected = await this.#whyRejected();
    return {
      ...this.plan,
      ...(isAlone ? {} : { region: this.name }),
      goodputMbit,
      linkShare: goodputMbit / this.plan.rateMbit,
      bottleneck: null,
      copySeconds,
      runSeconds: null,
      congestionControl: this.#congestionControl,
      connections: arrived.connections,
      lateP99Ms: Math.max(up.lateP99Ms, down.lateP99Ms),
      lateMaxMs: Math.max(up.lateMaxMs, down.lateMaxMs),
      cpuShare,
      ...(rejected === undefined ? {} : { rejected }),
    };
  }

  stopWatching(): void {
    this.#watch.stop();
  }

  /** What is not measured shall not have to wait. */
  async makeEasy(): Promise<void> {
    await this.#link.change({ roundTripMs: 2, lossShare: 0 });
  }

  async removeObjects(): Promise<void> {
    await rm(join(this.#gateway.folder, 'data/vault', this.name), { recursive: true, force: true });
  }

  async #whyRejected(): Promise<string | undefined> {
    try {
      await this.#link.assertOnTime();
      return undefined;
    } catch (error) {
      if (error instanceof LateLink) return error.message;
      throw error;
    }
  }
}
