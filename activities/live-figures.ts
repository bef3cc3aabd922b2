import { defaultPayloadConverter } from '@temporalio/common';
import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/client';
import type { LiveFigures } from '../src/domain/backup-progress';
import {
  addMissing,
  untoldQueryName,
  type BatchCursor,
  type CopyNews,
  type MissingByRegion,
} from '../src/domain/copy-work';
import { meanSample } from '../src/domain/seal-sample';

export type PendingActivity = NonNullable<WorkflowExecutionDescription['raw']['pendingActivities']>[number];

/** What the activities in flight last reported, of a run and of the children that copy its files. */
export async function readLiveFigures(client: Client, description: WorkflowExecutionDescription): Promise<LiveFigures> {
  const children = (description.raw.pendingChildren ?? []).filter(
    ({ workflowTypeName }) => workflowTypeName === 'copyFile',
  );
  const [described, untold] = await Promise.all([
    Promise.all(children.map(({ workflowId }) => describeChild(client, workflowId ?? ''))),
    Promise.all(children.map(({ workflowId }) => readUntold(client, workflowId ?? ''))),
  ]);
  const activities = [description, ...described].flatMap((each) => each?.raw.pendingActivities ?? []);
  return addUp(
    activities.map((activity) => ({ type: activity.activityType?.name ?? '', details: heartbeatDetails(activity) })),
    untold.filter((news) => news !== undefined),
  );
}

/** A child may have ended between the two looks. */
async function describeChild(client: Client, workflowId: string): Promise<WorkflowExecutionDescription | undefined> {
  return client.workflow
    .getHandle(workflowId)
    .describe()
    .catch((error: unknown) => {
      if (error instanceof WorkflowNotFoundError) return undefined;
      throw error;
    });
}

/** How long a child's worker may take to answer: it can be busy, or down. */
const answersWithinMs = 2000;

/** What a child has done and not told of yet. Where nobody answers, that is not known, and the look is worth as much as before. */
async function readUntold(client: Client, workflowId: string): Promise<CopyNews | undefined> {
  const asked = client.withDeadline(Date.now() + answersWithinMs, () =>
    client.workflow.getHandle(workflowId).query<CopyNews>(untoldQueryName),
  );
  return asked.catch(() => undefined);
}

/** What an activity last reported; empty when it has reported nothing. */
export function heartbeatDetails(activity: PendingActivity): Readonly<Record<string, unknown>> {
  const payload = activity.heartbeatDetails?.payloads?.[0];
  return payload === undefined ? {} : Object(defaultPayloadConverter.fromPayload(payload));
}

interface Heartbeat {
  readonly type: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** Batches add up, those in flight and those that the backup was not told of; of exports there is one. */
export function addUp(heartbeats: readonly Heartbeat[], untold: readonly CopyNews[]): LiveFigures {
  const batches = heartbeats.filter(({ type }) => type === 'copyBatch').map(({ details }) => details);
  const moving = batches.map((details) => numberOf(details, 'bytesPerSecond')).filter((speed) => speed !== null);
  const exporting = heartbeats.find(({ type }) => type === 'runExport');
  // A batch's heartbeat is our own copyBatch's, which reports a BatchCursor and nothing else.
  const cursors: readonly Partial<BatchCursor>[] = batches;
  const missing = [...untold, ...cursors].reduce<MissingByRegion>(
    (sum, each) => addMissing(sum, each.missing ?? {}),
    {},
  );
  return {
    bytesDone: sumOf([
      ...untold.map(({ bytes }) => bytes),
      ...batches.map((details) => numberOf(details, 'bytesDone') ?? 0),
    ]),
    missingParts: Object.fromEntries(Object.entries(missing).map(([region, { parts }]) => [region, parts])),
    bytesPerSecond: moving.length === 0 ? null : sumOf(moving),
    exportPercent: exporting === undefined ? null : numberOf(exporting.details, 'percent'),
    sample: meanSample(cursors.flatMap(({ sample }) => sample ?? [])),
    undoRetentionS: exporting === undefined ? null : numberOf(exporting.details, 'undoRetentionS'),
  };
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

function numberOf(details: Readonly<Record<string, unknown>>, field: string): number | null {
  const value = details[field];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
