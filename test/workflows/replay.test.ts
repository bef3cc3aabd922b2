import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import * as workflows from '../../workflows';
import { builtWorkflows } from './built-workflows';
import { readHistory, type History } from './read-history';

const folder = join(__dirname, '..', 'histories');
const names = readdirSync(folder).filter((name) => name.endsWith('.json'));

beforeAll(() => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
});

const startOf = ({ events }: History) => events?.[0]?.workflowExecutionStartedEventAttributes;

/** A run's own id is part of its children's. */
const replay = (history: History): Promise<void> =>
  Worker.runReplayHistory({ workflowBundle: builtWorkflows }, history, startOf(history)?.workflowId ?? undefined);

it.each(names)('a run that is under way goes on with these workflows: %s', async (name) => {
  await replay(readHistory(join(folder, name)));
});

it('there is a history of every workflow', () => {
  const recorded = names.map((name) => startOf(readHistory(join(folder, name)))?.workflowType?.name ?? '');
  expect([...new Set(recorded)].toSorted()).toEqual(Object.keys(workflows).toSorted());
});

it('a workflow that does something else than it did is found out', async () => {
  const history = readHistory(join(folder, 'backup-database-sealed.json'));
  const scheduled = history.events?.flatMap((event) => event.activityTaskScheduledEventAttributes ?? []);
  const activityType = scheduled?.[1]?.activityType;
  if (activityType == null) throw new Error('no activity in the history');
  activityType.name = 'somethingElse';
  await expect(replay(history)).rejects.toThrow(DeterminismViolationError);
});
