import { WorkflowFailedError, type WorkflowHandle } from '@temporalio/client';
import type { ExportOutcome } from '../../src/domain/completed-export';
import type { MonitorNews } from '../../src/domain/monitor-news';
import { waitFor } from '../harness/wait-for';
import { progressOf, resultOf, startBackup, statusOf } from './backup-runs';
import { batchDone, exported, findings, scriptedActivities, type ScriptedActivities } from './scripted-activities';
import { untilStopped } from './until-stopped';
import { openWorkflowLab, type WorkflowLab } from './workflow-lab';

let lab: WorkflowLab;
beforeAll(async () => {
  lab = await openWorkflowLab();
});
afterAll(() => lab.close());

const start = (database: string): Promise<WorkflowHandle> => startBackup(lab, database);

const longExport = async (): Promise<ExportOutcome> => {
  await untilStopped();
  return { kind: 'stopped' };
};

/** As `scriptedActivities` plans it, with leave to change the host's settings. */
const planWithHostTuning = async (request: { database: string; backupId: string; startedAt: string }) => {
  const { plan, warnings } = await scriptedActivities([]).planBackup(request);
  return { plan: { ...plan, acceleration: 'host' as const }, warnings };
};

describe('the monitor of a backup', () => {
  it('runs beside every step, and what it found is in the result and in the manifest', async () => {
    const signed: unknown[] = [];
    const signManifest: ReturnType<typeof scriptedActivities>['signManifest'] = async ({ manifest }) => {
      signed.push(manifest.monitor, manifest.acceleration);
      return scriptedActivities([]).signManifest({ manifest });
    };
    await lab.run({ signManifest }, async ({ calls }) => {
      const result = await resultOf(await start('watched'));
      expect(result.monitor).toEqual(findings);
      expect(result.acceleration).toMatchObject({ scope: 'socket', unavailable: null });
      expect(signed).toEqual([findings, result.acceleration]);
      expect(calls.filter((call) => call === 'watched watched')).toHaveLength(1);
    });
  });

  it('tells the bottleneck, with advice, on the run’s page and in the progress', async () => {
    let go = false;
    const runExport = async (): Promise<ExportOutcome> => {
      await waitFor('the test', () => go);
      return exported;
    };
    await lab.run({ runExport }, async () => {
      const run = await start('told');
      await waitFor('the export', async () => (await progressOf(run)).phase === 'export');
      const news: MonitorNews = {
        host: 'a',
        verdict: {
          bottleneck: 'loss',
          region: 'stockholm',
          evidence: '2.1 % retransmitted',
          advice: 'Call the carrier.',
        },
        unavailable: [
          { part: 'disk latency', reason: 'bpftrace is not installed', remedy: 'apt-get install bpftrace' },
        ],
      };
      await run.signal('monitor', news);
      await waitFor('the news', async () => (await progressOf(run)).monitor?.verdict?.bottleneck === 'loss');
      const metadata = await run.query<{ currentDetails: string }>('__temporal_workflow_metadata');
      expect(metadata.currentDetails).toContain('held back by packet loss to stockholm: 2.1 % retransmitted');
      expect(metadata.currentDetails).toContain('Call the carrier.');
      expect(metadata.currentDetails).toContain('not watched: disk latency (bpftrace is not installed)');
      go = true;
      expect((await resultOf(run)).outcome).toBe('sealed');
    });
  });

  it('is started again when it ends by itself, and never fails the backup', async () => {
    let watches = 0;
    let go = false;
    const watchBackup = async () => {
      watches += 1;
      if (watches === 1) throw new Error('no such program');
      await untilStopped();
      return { findings };
    };
    const runExport = async (): Promise<ExportOutcome> => {
      await waitFor('the test', () => go);
      return exported;
    };
    await lab.run({ watchBackup, runExport }, async () => {
      const run = await start('watched-again');
      await waitFor('the second watch', () => watches === 2);
      expect((await progressOf(run)).monitor?.unavailable[0]?.reason).toContain('no such program');
      go = true;
      expect(await resultOf(run)).toMatchObject({ outcome: 'sealed', monitor: findings });
    });
  });

  it('that cannot be had leaves a backup as good as before', async () => {
    const refuse = async (): Promise<never> => {
      throw new Error('not here');
    };
    await lab.run({ watchBackup: refuse, closeWatch: refuse, accelerate: refuse }, async () => {
      const result = await resultOf(await start('unwatched'));
      expect(result).toMatchObject({ outcome: 'sealed', monitor: null });
      expect(result.acceleration?.unavailable).toBe('a did not answer: not here');
    });
  });

  it('ends with a backup that is cancelled', async () => {
    await lab.run({ runExport: longExport }, async ({ calls }) => {
      const run = await start('watch-cancelled');
      await waitFor('the export', async () => (await progressOf(run)).phase === 'export');
      await run.cancel();
      await expect(run.result()).rejects.toThrow(WorkflowFailedError);
      expect(calls).toContain('watched watch-cancelled');
    });
  });

  it('ends with a backup that is terminated', async () => {
    await lab.run({ runExport: longExport }, async ({ calls }) => {
      const run = await start('watch-terminated');
      await waitFor('the export', async () => (await progressOf(run)).phase === 'export');
      await run.terminate('a test');
      await waitFor('the watch to end', () => calls.includes('watched watch-terminated'));
    });
  });

  it('follows the work to another host', async () => {
    let go = false;
    const seen: string[] = [];
    const on = (host: string): Partial<ScriptedActivities> => ({
      watchBackup: async () => {
        seen.push(host);
        await untilStopped();
        return { findings: { ...findings, host, activeSeconds: host === 'b' ? 100 : 50 } };
      },
      copyBatch: async (order) => {
        // The last file ends after the monitor has followed the ones before it.
        if (order.file.kind === 'log') await waitFor('the watch on b', () => seen.includes('b'));
        return { ...batchDone(order), hostLeaves: host === 'a' };
      },
      runExport: async () => {
        await waitFor('the test', () => go);
        return exported;
      },
    });
    await lab.run(on('a'), async () => {
      const run = await start('follows');
      await waitFor('the watch on a', () => seen.includes('a'));
      const b = await lab.host('b', on('b'));
      try {
        go = true;
        const { monitor, outcome } = await resultOf(run);
        expect(outcome).toBe('sealed');
        expect([monitor?.host, monitor?.activeSeconds]).toEqual(['b', 150]);
        expect(monitor?.hosts?.map(({ host }) => host)).toEqual(['b', 'a']);
      } finally {
        await b.stop();
      }
    });
  });
});

describe('a host whose settings a backup may change', () => {
  it('is restored by the keeper at the end', async () => {
    await lab.run({ planBackup: planWithHostTuning }, async ({ calls }) => {
      const result = await resultOf(await start('tuned'));
      expect(result.leftBehind).toEqual([]);
      expect(calls).toContain(`restore the host's settings after ${result.backupId}`);
    });
  });

  it('is restored by the keeper after Terminate', async () => {
    await lab.run({ planBackup: planWithHostTuning, runExport: longExport }, async ({ calls }) => {
      const run = await start('tuned-terminated');
      await waitFor('the export', async () => (await progressOf(run)).phase === 'export');
      await run.terminate('a test');
      await waitFor('the keeper to end', async () => (await statusOf(lab, 'redoubt/tuned-terminated')) !== 'RUNNING');
      expect(calls.some((call) => call.startsWith("restore the host's settings"))).toBe(true);
    });
  });

  it('is left alone by a backup that may tune sockets only', async () => {
    await lab.run({}, async ({ calls }) => {
      await resultOf(await start('untuned'));
      expect(calls.some((call) => call.startsWith("restore the host's settings"))).toBe(false);
    });
  });
});
