import { admissionPage, describeQueue } from '../../../src/domain/admission/describe';
import { ask, emptyLedger, hold } from '../../../src/domain/admission/ledger';
import { hear, noRoomKnown } from '../../../src/domain/admission/room';
import { askingOf } from './asking-of';

const room = hear(noRoomKnown, { host: 'backup1', lanes: 4, backupsAtOnce: 2 }, 0);

it('the queue tells who runs, who is next and by when each must start', () => {
  const held = hold(emptyLedger, [askingOf('sales-1')]);
  const ledger = [askingOf('hr-1', { isPaused: true }), askingOf('crm-1', { latestStartMs: 3600_000 })].reduce(
    ask,
    held,
  );
  const queue = describeQueue(ledger, room, ['the workers cannot be listed']);
  expect(queue).toEqual({
    atOnce: 2,
    hosts: [{ host: 'backup1', lanes: 4 }],
    running: ['sales-1'],
    waiting: 2,
    troubles: ['the workers cannot be listed'],
    next: [
      {
        workflowId: 'crm-1',
        backupId: 'crm-1',
        askedAt: '1970-01-01T00:00:00.000Z',
        latestStart: '1970-01-01T01:00:00.000Z',
      },
      { workflowId: 'hr-1', backupId: 'hr-1', askedAt: '1970-01-01T00:00:00.000Z', latestStart: null, paused: true },
    ],
  });
  const page = admissionPage(queue);
  expect(page).toContain('**1 of 2 backups run, 2 wait for their turn**');
  expect(page).toContain('crm-1\u2003| 1970-01-01T01:00:00Z |');
  expect(page).toContain('hr-1\u2003| no deadline, paused |');
  expect(page).toContain('⚠ the workers cannot be listed');
});

it('a thousand that wait are told by their number, and the first two hundred by name', () => {
  const ledger = Array.from({ length: 1000 }, (_, i) => askingOf(`db-${String(i).padStart(4, '0')}`)).reduce(
    ask,
    emptyLedger,
  );
  const queue = describeQueue(ledger, room, []);
  expect([queue.waiting, queue.next.length, queue.next[0]?.workflowId]).toEqual([1000, 200, 'db-0000']);
  expect(admissionPage(queue).length).toBeLessThan(4000);
});
