import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { waitFor } from '../harness/wait-for';
import { labLacks, labSkipReason } from './lab-needs';
import { removeDeadLabs } from './lab-names';
import { namespacesNamed } from './namespace';
import { goodputMbit, measureRoundTrip, sendBulk, serveTraffic } from './traffic-programs';
import { openWanLab, type WanLab } from './wan-lab';

const port = 9000;
const root = path.join(__dirname, '../..');
const describeLab = labLacks() === undefined ? describe : describe.skip;

describeLab(`a lab of namespaces and links${labSkipReason()}`, () => {
  let lab: WanLab;

  beforeAll(async () => {
    lab = await openWanLab({
      links: {
        far: { roundTripMs: 80, rateMbit: 40 },
        near: { roundTripMs: 4, rateMbit: 100 },
      },
    });
    for (const link of Object.values(lab.links)) await serveTraffic(link.far, port);
  });

  afterAll(() => lab.close());

  test('a byte takes the round trip that was asked for, over IPv4 and IPv6', async () => {
    for (const [name, atLeastMs] of [
      ['far', 80],
      ['near', 4],
    ] as const) {
      const { ipv4, ipv6 } = lab.link(name).farAddress;
      for (const address of [ipv4, ipv6]) {
        const { medianMs } = await measureRoundTrip(lab.near, address, port);
        expect(medianMs).toBeGreaterThanOrEqual(atLeastMs);
        expect(medianMs).toBeLessThan(atLeastMs + 15);
      }
    }
  });

  test('a transfer fills the link and no more than the link', async () => {
    const link = lab.link('near');
    link.setRouteCongestionControl('bbr');
    const mbit = goodputMbit(await sendBulk(lab.near, link.farAddress.ipv4, port, 2000));
    expect(mbit).toBeGreaterThan(60);
    expect(mbit).toBeLessThanOrEqual(100);
  });

  test('the asked share of packets is lost on the way up, and none on the way down', async () => {
    const link = lab.link('near');
    link.setRouteCongestionControl('bbr');
    await link.change({ lossShare: 0.05 });
    await link.statistics({ reset: true });
    await sendBulk(lab.near, link.farAddress.ipv4, port, 2000);
    await link.change({ lossShare: 0 });
    const { up, down } = await link.statistics();
    const share = up.lostPackets / (up.forwardedPackets + up.lostPackets);
    expect(up.forwardedPackets).toBeGreaterThan(1000);
    expect(share).toBeGreaterThan(0.03);
    expect(share).toBeLessThan(0.07);
    expect(down.lostPackets).toBe(0);
  });

  test('what is changed while it runs holds from the next packet on', async () => {
    const link = lab.link('far');
    await link.change({ roundTripMs: 30 });
    const { medianMs } = await measureRoundTrip(lab.near, link.farAddress.ipv4, port);
    expect(medianMs).toBeGreaterThanOrEqual(30);
    expect(medianMs).toBeLessThan(60);
  });

  test('a socket that chooses nothing uses what its route says', async () => {
    const link = lab.link('far');
    link.setRouteCongestionControl('cubic');
    const sent = sendBulk(lab.near, link.farAddress.ipv4, port, 1500);
    const sockets = await waitFor('the transfer to be seen', () => {
      const seen = lab.near.run('ss', '-tinH', 'dport', '=', String(port));
      return seen.includes('bytes_acked') && seen;
    });
    expect(sockets).toContain('cubic');
    await sent;
  });

  test('two labs run at once and do not meet', async () => {
    const other = await openWanLab({ links: { far: { roundTripMs: 2, rateMbit: 50 } } });
    try {
      expect(other.near.name).not.toBe(lab.near.name);
      expect(other.link('far').farAddress.ipv4).not.toBe(lab.link('far').farAddress.ipv4);
      await serveTraffic(other.link('far').far, port);
      const { medianMs } = await measureRoundTrip(other.near, other.link('far').farAddress.ipv4, port);
      expect(medianMs).toBeLessThan(30);
    } finally {
      await other.close();
    }
    expect(namespacesNamed(other.near.name)).toEqual([]);
  });

  test('a forwarder that was held up makes a measurement worthless', async () => {
    const link = lab.link('near');
    await link.statistics({ reset: true });
    // Enough of them that some are on the line at any moment: what waits at its entrance is not late yet.
    const transfer = sendBulk(lab.near, link.farAddress.ipv4, port, 3000);
    await waitFor('packets under way', async () => (await link.statistics()).up.forwardedPackets > 50);
    process.kill(lab.forwarderPid, 'SIGSTOP');
    // The time that it is held up for, not a wait for anything.
    await new Promise((resolve) => setTimeout(resolve, 100));
    process.kill(lab.forwarderPid, 'SIGCONT');
    await transfer;
    await expect(link.assertOnTime()).rejects.toThrow(/forwarded late/);
  });
});

describeLab(`a lab that was killed${labSkipReason()}`, () => {
  async function openInProcess() {
    const program = path.join(__dirname, 'open-and-wait.ts');
    const register = path.join(root, 'scripts/register-typescript.js');
    const child = spawn(process.execPath, ['--require', register, program], { stdio: ['ignore', 'pipe', 'inherit'] });
    // A pipe without encoding yields buffers.
    const [printed] = (await once(child.stdout, 'data')) as [Buffer];
    const pid = child.pid ?? 0;
    const killed = async (): Promise<void> => {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    };
    return { forwarderPid: Number(printed.toString()), ofIt: () => namespacesNamed(`rdbt-lab-${pid}-`), killed };
  }

  test('takes its namespaces and what ran in them along', async () => {
    const { ofIt, killed } = await openInProcess();
    expect(ofIt()).toHaveLength(2);
    await killed();
    await waitFor('the namespaces to go', () => ofIt().length === 0);
  });

  test('is cleared by the next start when its forwarder was killed too', async () => {
    const { forwarderPid, ofIt, killed } = await openInProcess();
    process.kill(forwarderPid, 'SIGKILL');
    await killed();
    expect(ofIt()).toHaveLength(2);
    removeDeadLabs();
    expect(ofIt()).toEqual([]);
  });
});
