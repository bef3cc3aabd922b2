import { defineSignal, getExternalWorkflowHandle } from '@temporalio/workflow';
import { keeperId, type Holder } from '../../src/domain/keeper';
import type { Lane } from './lanes';

/** The run is over; `clean`: it created nothing in the database. */
export const releaseSignal = defineSignal<[{ readonly clean: boolean }]>('release');

/** A host whose settings the run is about to change: they are part of the undo. */
export const hostTunedSignal = defineSignal<[TunedHost]>('hostTuned');

export interface TunedHost extends Lane {
  /** The installation's: whose change it is. */
  readonly tag: string;
}

/** Tells the keeper before a host is changed. Through its id: after a Reset the child's own handle answers no more. */
export const tellKeeper = ({ database }: Holder, tuned: TunedHost): Promise<void> =>
  getExternalWorkflowHandle(keeperId(database)).signal(hostTunedSignal, tuned);
