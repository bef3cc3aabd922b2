import { defaultPayloadConverter } from '@temporalio/common';
import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/client';
import type { LiveFigures } from '../src/domain/backup-progress';
import type { BatchCursor } from '../src/domain/copy-work';
import { meanSample, type SealSample } from '../src/domain/seal-sample';

export type PendingActivity = NonNullable<WorkflowExecutionDescription['raw']['pendingActivities']>[number];

/** What the activities in flight last reported, of a run and of the children that copy its files. */
export async function readLiveFigures(client: Client, description: WorkflowExecutionDescription): Promise<LiveFigures> {
  const children = (description.raw.pendingChildren ?? []).filter(
    ({ workflowTypeName }) => workflowTypeName === 'copyFile',
  );
  const described = await Promise.all(children.map(({ workflowId }) => describeChild(client, workflowId ?? '')));
  const activities = [description, ...described].flatMap((each) => each?.raw.pendingActivities ?? []);
  return addUp(
    activities.map((activity) => ({ type: activity.activityType?.name ?? '', details: heartbeatDetails(activity) })),
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

/** What an activity last reported; empty when it has reported nothing. */
export function heartbeatDetails(activity: PendingActivity): Readonly<Record<string, unknown>> {
  const payload = activity.heartbeatDetails?.payloads?.[0];
  return payload === undefined ? {} : Object(defaultPayloadConverter.fromPayload(payload));
}

interface Heartbeat {
  readonly type: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** Batches add up; of exports there is one. */
export function addUp(heartbeats: readonly Heartbeat[]): LiveFigures {
  const batches = heartbeats.filter(({ type }) => type === 'copyBatch');
  const moving = batches.map(({ details }) => numberOf(details, 'bytesPerSecond')).filter((speed) => speed !== null);
  const exporting = heartbeats.find(({ type }) => type === 'runExport');
  return {
    bytesDone: batches.reduce((sum, { details }) => sum + (numberOf(details, 'bytesDone') ?? 0), 0),
    bytesPerSecond: moving.length === 0 ? null : moving.reduce((sum, speed) => sum + speed, 0),
    exportPercent: exporting === undefined ? null : numberOf(exporting.details, 'percent'),
    sample: meanSample(batches.flatMap(({ details }) => sampleOf(details))),
    undoRetentionS: exporting === undefined ? null : numberOf(exporting.details, 'undoRetentionS'),
  };
}

/** A batch's heartbeat is our own copyBatch's, which reports a BatchCursor and nothing else. */
const sampleOf = (details: Readonly<Record<string, unknown>>): readonly SealSample[] => {
  const { sample } = details as Partial<BatchCursor>;
  return sample === undefined ? [] : [sample];
};

function numberOf(details: Readonly<Record<string, unknown>>, field: string): number | null {
  const value = details[field];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
