import type { PlType, RecordType } from '../catalogue/pl-type';
import type { Routine, RoutineCall } from '../packages/routine';
import { cancelled } from '../plsql/run';
import { makeObject, type PlRecord } from '../plsql/values';
import { errorStatus, invalidArgument, type StatusLine } from './api-error';
import type { DataPump } from './data-pump';
import type { Attachment } from './job';
import { jobDescription, jobStatus, logEntry } from './status-object';

const wipBit = 1;
const descriptionBit = 2;
const statusBit = 4;
const errorBit = 8;

/** GET_STATUS, the function and its procedures for each version of the status type. */
export function statusRoutines(pump: DataPump): Readonly<Record<string, Routine>> {
  return {
    GET_STATUS: async (call) => {
      const parameter = call.subprogram.parameters.find(({ name }) => name === 'STATUS');
      const type = recordType(call.subprogram.returns ?? parameter?.type);
      const { state, status } = await getStatus(pump, call, type);
      call.out.set('JOB_STATE', state);
      call.out.set('STATUS', status);
      return status;
    },
    HAS_PRIVS: () => true,
    DATAPUMP_JOB: () => false,
  };
}

function recordType(type: PlType | undefined): RecordType {
  if (type?.kind !== 'record') throw new Error('GET_STATUS without a status type');
  return type;
}

async function getStatus(
  pump: DataPump,
  call: RoutineCall,
  type: RecordType,
): Promise<{ state: string | null; status: PlRecord }> {
  const mask = call.number('MASK');
  if (mask === null || mask < 0 || mask > 15) throw invalidArgument(errorStatus(39207, String(mask ?? 'NULL'), 'MASK'));
  if (call.number('HANDLE') === null) {
    const lines = (mask & errorBit) === 0 ? [] : pump.handlesOf(call.session).lastErrors;
    return { state: null, status: statusOf(type, { ERROR: lines }) };
  }
  const attachment = pump.attachment(call);
  await waitForMessages(attachment, mask, call);
  const status = jobStatusOf(pump, type, mask, attachment);
  const { state } = attachment.job;
  // A job that has ended answers once more, then its handle is gone.
  if (attachment.job.hasEnded) pump.detach(attachment);
  return { state, status };
}

async function waitForMessages(attachment: Attachment, mask: number, call: RoutineCall): Promise<void> {
  const timeoutS = call.number('TIMEOUT') ?? 0;
  const limitMs = timeoutS < 0 ? Infinity : performance.now() + timeoutS * 1000;
  const { job, wip, errors } = attachment;
  const hasMessage = (): boolean =>
    ((mask & wipBit) !== 0 && wip.length > 0) ||
    ((mask & errorBit) !== 0 && errors.length + attachment.apiErrors.length > 0);
  if ((mask & (wipBit | errorBit)) === 0) return;
  while (!hasMessage() && !job.hasEnded) {
    const leftMs = limitMs - performance.now();
    if (leftMs <= 0) return;
    if (call.signal.aborted) throw cancelled(call.signal);
    await job.changed(leftMs, call.signal);
  }
}

function jobStatusOf(pump: DataPump, type: RecordType, mask: number, attachment: Attachment): PlRecord {
  const { job } = attachment;
  const lines: { WIP?: readonly StatusLine[]; ERROR?: readonly StatusLine[] } = {};
  if ((mask & wipBit) !== 0 && attachment.wip.length > 0) lines.WIP = attachment.wip.splice(0);
  if ((mask & errorBit) !== 0) {
    const errors = [...attachment.apiErrors, ...attachment.errors.splice(0)];
    attachment.apiErrors = [];
    if (errors.length > 0) lines.ERROR = errors;
  }
  const status = statusOf(type, lines);
  let filled = Number(status.attributes.get('MASK') ?? 0n);
  if ((mask & descriptionBit) !== 0) {
    filled |= descriptionBit;
    status.attributes.set('JOB_DESCRIPTION', jobDescription(type, job, pump.database.settings));
  }
  if ((mask & statusBit) !== 0) {
    filled |= statusBit;
    status.attributes.set('JOB_STATUS', jobStatus(type, job));
  }
  status.attributes.set('MASK', BigInt(filled));
  return status;
}

function statusOf(type: RecordType, lines: { WIP?: readonly StatusLine[]; ERROR?: readonly StatusLine[] }): PlRecord {
  const status = makeObject(type, {});
  let filled = 0;
  if (lines.WIP !== undefined && lines.WIP.length > 0) {
    filled |= wipBit;
    status.attributes.set('WIP', logEntry(type, 'WIP', lines.WIP));
  }
  if (lines.ERROR !== undefined && lines.ERROR.length > 0) {
    filled |= errorBit;
    status.attributes.set('ERROR', logEntry(type, 'ERROR', lines.ERROR));
  }
  status.attributes.set('MASK', BigInt(filled));
  return status;
}
