import { openWanLab } from './wan-lab';

/** A lab in a process of its own, for a test that kills it: prints the forwarder's process id, then stays. */
async function main(): Promise<void> {
  const lab = await openWanLab({ links: { far: { roundTripMs: 10, rateMbit: 50 } } });
  lab.near.spawn('sleep', ['1000'], { stdio: 'ignore', detached: true });
  process.stdout.write(`${lab.forwarderPid}\n`);
}

void main();
