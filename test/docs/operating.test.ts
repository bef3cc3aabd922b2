import type { BackupProgress } from '../../src/domain/backup-progress';
import { waitFor } from '../harness/wait-for';
import { progressOf, statusOf } from '../workflows/backup-runs';
import { readOperatingPage } from './operating-page';
import { openOperatingLab, scheduleId, workflowId, type OperatingLab } from './operating-lab';

let operating: OperatingLab;
beforeAll(async () => {
  operating = await openOperatingLab();
});
afterEach(() => operating.quieten());
afterAll(() => operating.close());

interface Effect {
  /** What there is before the command. */
  readonly given?: (command: string) => Promise<void>;
  /** Whether the command did what the page says of it. */
  readonly shown: (printed: string, command: string) => Promise<void> | void;
}

const running = (): Promise<void> => operating.start({ deadline: 'PT10M' });
const schedule = (): Promise<void> => operating.createSchedule();
const scheduled = () => operating.lab.client.schedule.getHandle(scheduleId).describe();

const untilProgress = (what: string, holds: (progress: BackupProgress) => boolean): Promise<BackupProgress> =>
  waitFor(what, async () => {
    const progress = await progressOf(operating.run).catch(() => undefined);
    return progress !== undefined && holds(progress) ? progress : undefined;
  });

const dueInMs = ({ timing, startedAt }: BackupProgress): number =>
  Date.parse(timing.deadline?.at ?? '') - Date.parse(startedAt);

/** Temporal's lists are some moments behind. */
const listsTheRun = async (_: string, command: string): Promise<void> => {
  await waitFor('the run in the list', async () => (await operating.command(command)).includes(workflowId));
};
const listsTheSchedule = async (_: string, command: string): Promise<void> => {
  await waitFor('the schedule in the list', async () => (await operating.command(command)).includes(scheduleId));
};

/** Whether the schedule has started a run. It is stopped, to its end: another of its name cannot start before. */
async function scheduledRun(holds: (progress: BackupProgress) => void): Promise<void> {
  const action = await waitFor('the run', async () => (await scheduled()).info.recentActions[0]?.action).catch(
    async (error: unknown) => {
      throw new Error(`no run of ${JSON.stringify((await scheduled()).info)}`, { cause: error });
    },
  );
  const run = operating.lab.client.workflow.getHandle(action.workflow.workflowId);
  holds(
    await waitFor('its deadline', async () => {
      const progress = await progressOf(run).catch(() => undefined);
      return progress?.phase === 'export' ? progress : undefined;
    }),
  );
  await run.cancel();
  await run.result().catch(() => undefined);
}

/** An instant of the page that lies ahead for whoever reads it. */
const ahead = new Date(Math.ceil(Date.now() / 60_000) * 60_000 + 7_200_000).toISOString();

const effects: Readonly<Record<string, Effect>> = {
  'Start 1': {
    shown: async () => {
      const progress = await untilProgress('the deadline', ({ timing }) => timing.deadline !== null);
      expect(progress.timing.deadline?.policy).toBe('settle');
      expect(dueInMs(progress)).toBe(7_200_000);
    },
  },
  'List 1': { given: running, shown: listsTheRun },
  'List 2': {
    given: (command) => (command.includes('"failed"') ? operating.startAndFail() : running()),
    shown: listsTheRun,
  },
  'Show 1': { given: running, shown: (printed) => expect(printed).toContain('export') },
  'Ask for the progress 1': {
    given: running,
    shown: (printed) => expect(printed).toMatch(/"phase": ?"export"/),
  },
  'Pause, and go on 1': {
    given: running,
    shown: async () => void (await untilProgress('the pause', ({ pause }) => pause?.reason === 'the DBA needs it')),
  },
  'Pause, and go on 2': {
    given: async () => {
      await running();
      await operating.run.signal('pause');
    },
    shown: async () => void (await untilProgress('the work', ({ paused }) => !paused)),
  },
  'Pause, and go on 3': {
    given: running,
    shown: async () => void (await untilProgress('the pause', ({ pause }) => pause?.until === ahead)),
  },
  'Hurry 1': {
    given: running,
    shown: async () => {
      await untilProgress('the order', ({ timing }) =>
        timing.decisions.some(({ because }) => because.startsWith('somebody asked for it')),
      );
    },
  },
  'Hurry 2': {
    given: () => operating.start({ deadline: 'PT6H' }),
    shown: async () => {
      const progress = await untilProgress('the deadline', (progress) => dueInMs(progress) < 3_600_000);
      expect(progress.timing.pace).toBe('expedited');
      expect(dueInMs(progress)).toBeGreaterThanOrEqual(1_800_000);
    },
  },
  'Move the deadline 1': {
    given: running,
    shown: async (printed) => {
      const { timing, startedAt } = await progressOf(operating.run);
      expect(timing.deadline?.at).toBe(new Date(Date.parse(startedAt) + 2_400_000).toISOString());
      expect(printed).toContain(timing.deadline?.at);
    },
  },
  'Cancel 1': {
    given: running,
    shown: async () => {
      await waitFor('the end', async () => (await statusOf(operating.lab, workflowId)) === 'CANCELLED');
    },
  },
  'Terminate 1': {
    given: async () => {
      await running();
      operating.lab.calls.length = 0;
    },
    shown: async () => {
      await waitFor('the keeper’s end', async () => (await statusOf(operating.lab, 'redoubt/sales')) !== 'RUNNING');
      expect(await statusOf(operating.lab, workflowId)).toBe('TERMINATED');
      await waitFor('the notice', () => operating.lab.calls.includes('tell of lost sales'));
      expect(operating.lab.calls.some((call) => call.startsWith('clean up '))).toBe(true);
    },
  },
  'Schedules 1': {
    shown: async () => {
      const { spec, action, policies } = await scheduled();
      expect(spec).toMatchObject({ timezone: 'Europe/London' });
      expect(spec.calendars?.[0]).toMatchObject({ hour: [{ start: 1 }], minute: [{ start: 0 }] });
      expect(action).toMatchObject({
        workflowType: 'backupDatabase',
        taskQueue: 'redoubt',
        args: [{ database: 'sales', deadline: 'PT2H' }],
      });
      expect(policies).toMatchObject({ overlap: 'SKIP', catchupWindow: 86_400_000 });
    },
  },
  'Schedules 2': { given: schedule, shown: listsTheSchedule },
  'Schedules 3': { given: schedule, shown: listsTheSchedule },
  'Schedules 4': {
    given: schedule,
    shown: async () => expect((await scheduled()).state).toMatchObject({ paused: true, note: 'storage move' }),
  },
  'Schedules 5': {
    given: () => operating.createSchedule(true),
    shown: async () => expect((await scheduled()).state.paused).toBe(false),
  },
  'Schedules 6': {
    given: schedule,
    shown: () =>
      scheduledRun((progress) => {
        expect(progress.timing.deadline?.startedLate).toBe(false);
        expect(dueInMs(progress)).toBeGreaterThan(7_000_000);
      }),
  },
  'Schedules 7': {
    given: schedule,
    shown: () =>
      scheduledRun((progress) => {
        expect(progress.timing).toMatchObject({ pace: 'expedited', deadline: { startedLate: true } });
        expect(dueInMs(progress)).toBe(7_200_000);
      }),
  },
  'Schedules 8': {
    given: schedule,
    shown: async () => {
      await expect(scheduled()).rejects.toThrow(/not found/i);
    },
  },
};

/** Shown by tests of their own: the regions' catalogue needs regions, the watching a terminal. */
const shownElsewhere = ['redoubt backup list', 'redoubt backup watch'];

const cases = readOperatingPage().flatMap(({ name, commands }) =>
  commands
    .filter((command) => !command.startsWith('tctl ') && !shownElsewhere.some((other) => command.startsWith(other)))
    .map((command) => [command, name] as const),
);

describe('a command line of docs/operating.md does what the page says', () => {
  test.each(cases)('%s', async (command, name) => {
    const effect = effects[name];
    if (effect === undefined) throw new Error(`nothing shows what "${name}" does`);
    await effect.given?.(command);
    const line = command.replace('2026-11-24T02:30:00Z', ahead);
    await effect.shown(await operating.command(line), line);
  });
});

test('each operation is shown for temporal, and for tctl where it knows it', () => {
  const page = readOperatingPage().filter(({ name }) => !name.startsWith('Watch'));
  const without = (program: string): readonly string[] =>
    page.filter(({ commands }) => !commands.some((line) => line.startsWith(`${program} `))).map(({ name }) => name);
  expect(without('temporal')).toEqual([]);
  expect(without('redoubt')).toEqual(['List 2', 'Terminate 1']);
  const unknownToTctl = without('tctl').filter((name) => !name.startsWith('Schedules'));
  expect(unknownToTctl).toEqual(['List 2', 'Move the deadline 1']);
});
