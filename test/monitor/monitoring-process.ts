// A process that monitors itself until it is killed: prints the id of its bpftrace once that counts. For orphans.test.ts.
import { createHostMonitor } from '../../src/monitor/host-monitor';
import { waitFor } from '../harness/wait-for';
import { idleWork } from './idle-backup';

const monitor = createHostMonitor({ installation: 'ORPHANS', env: process.env });
let counts = false;
monitor.watch({ backupId: 'self', lines: {}, work: { read: () => idleWork } }, (sample) => {
  counts ||= sample.host.runQueueDelayMs !== null;
});

waitFor('bpftrace to count', () => counts && monitor.bpftracePid)
  .then((pid) => process.stdout.write(`${pid}\n`))
  .then(() => setInterval(() => undefined, 60_000))
  .catch((error: unknown) => process.stderr.write(`${String(error)}\n`));
