import { randomUUID } from 'node:crypto';
import type { BackupResult } from '../../src/domain/backup-result';
import { proveRestorable } from '../harness/backup-lab';
import { redoubt } from '../harness/redoubt-command';
import { labLacks, labSkipReason } from './lab-needs';
import { openWanInstallation, type WanInstallation } from './wan-installation';

const describeLab = labLacks() === undefined ? describe : describe.skip;

describeLab(`a backup to a region that is 80 ms away, over a link that loses 1 %${labSkipReason()}`, () => {
  let installation: WanInstallation;

  beforeAll(async () => {
    installation = await openWanInstallation({
      links: { far: { roundTripMs: 80, rateMbit: 200, lossShare: 0.01 } },
      data: { demoBytes: 8_000_000 },
    });
  });

  afterAll(() => installation.close());

  test('ends sealed, and is restored over the link as it was', async () => {
    const { client, sandbox, identityFile, lab } = installation;
    const config = installation.writeConfig('wan');
    await installation.worker('near-host', config);
    const link = lab.link('far');
    await link.statistics({ reset: true });

    const result: BackupResult = await client.workflow.execute('backupDatabase', {
      taskQueue: 'redoubt',
      workflowId: `wan-${randomUUID()}`,
      args: [{ database: 'sales' }],
    });
    expect(result).toMatchObject({ outcome: 'sealed', copies: [{ region: 'far', state: 'whole' }] });
    const sent = await link.statistics({ reset: true });
    expect(sent.up.forwardedBytes).toBeGreaterThan(result.sealedBytes);
    expect(sent.up.lostPackets).toBeGreaterThan(0);

    await proveRestorable(
      {
        sandbox,
        identityFile,
        redoubt: (...args) => redoubt([...args, '--config', config], sandbox.directory),
      },
      result.backupId,
    );
    const fetched = await link.statistics();
    expect(fetched.down.forwardedBytes).toBeGreaterThan(result.sealedBytes);
  });
});
