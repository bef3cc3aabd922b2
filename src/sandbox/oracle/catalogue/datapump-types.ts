import type { PlType } from './pl-type';
import { scalarType } from './pl-type';

/**
 * The object types that GET_STATUS and GET_DUMPFILE_INFO fill, as in Oracle's dbmsdp.sql and the 19c reference.
 * `NAME < BASE` takes over BASE's attributes first; an attribute that is named again changes its type in place.
 */
const text = `
object KU$_LOGLINE1010 | logLineNumber number, errorNumber number, LogText varchar2(2000)
table KU$_LOGENTRY1010 | KU$_LOGLINE1010
object KU$_DUMPFILE1010 | file_name varchar2(4000), file_type number, file_size number, file_bytes_written number
table KU$_DUMPFILESET1010 | KU$_DUMPFILE1010
object KU$_PARAMVALUE1010 | param_name varchar2(30), param_op varchar2(30), param_type varchar2(30), param_length number, param_value_n number, param_value_t varchar2(4000)
table KU$_PARAMVALUES1010 | KU$_PARAMVALUE1010
object KU$_WORKERSTATUS1010 | worker_number number, process_name varchar2(30), state varchar2(30), schema varchar2(30), name varchar2(4000), object_type varchar2(200), partition varchar2(30), completed_objects number, total_objects number, completed_rows number, completed_bytes number, percent_done number
object KU$_WORKERSTATUS1020 < KU$_WORKERSTATUS1010 | degree number
object KU$_WORKERSTATUS1120 < KU$_WORKERSTATUS1020 | instance_id number
object KU$_WORKERSTATUS1210 < KU$_WORKERSTATUS1120 | instance_name varchar2(60), host_name varchar2(64)
object KU$_WORKERSTATUS1220 < KU$_WORKERSTATUS1210 | process_name varchar2(128), schema varchar2(128), partition varchar2(128), host_name varchar2(101), access_method varchar2(16), obj_start_time date, obj_status date
table KU$_WORKERSTATUSLIST1010 | KU$_WORKERSTATUS1010
table KU$_WORKERSTATUSLIST1020 | KU$_WORKERSTATUS1020
table KU$_WORKERSTATUSLIST1120 | KU$_WORKERSTATUS1120
table KU$_WORKERSTATUSLIST1210 | KU$_WORKERSTATUS1210
table KU$_WORKERSTATUSLIST1220 | KU$_WORKERSTATUS1220
object KU$_JOBSTATUS1010 | job_name varchar2(30), operation varchar2(30), job_mode varchar2(30), bytes_processed number, total_bytes number, percent_done number, degree number, error_count number, state varchar2(30), phase number, restart_count number, worker_status_list KU$_WORKERSTATUSLIST1010, files KU$_DUMPFILESET1010
object KU$_JOBSTATUS1020 < KU$_JOBSTATUS1010 | worker_status_list KU$_WORKERSTATUSLIST1020
object KU$_JOBSTATUS1120 < KU$_JOBSTATUS1010 | worker_status_list KU$_WORKERSTATUSLIST1120
object KU$_JOBSTATUS1210 < KU$_JOBSTATUS1010 | worker_status_list KU$_WORKERSTATUSLIST1210
object KU$_JOBSTATUS1220 | job_name varchar2(128), operation varchar2(30), job_mode varchar2(30), bytes_processed number, total_bytes number, percent_done number, degree number, error_count number, state varchar2(30), phase number, restart_count number, heartbeat number, worker_status_list KU$_WORKERSTATUSLIST1220, files KU$_DUMPFILESET1010
object KU$_JOBDESC1010 | job_name varchar2(30), guid raw(16), operation varchar2(30), job_mode varchar2(30), remote_link varchar2(4000), owner varchar2(30), instance varchar2(16), db_version varchar2(30), creator_privs varchar2(30), start_time date, max_degree number, log_file varchar2(4000), sql_file varchar2(4000), params KU$_PARAMVALUES1010
object KU$_JOBDESC1020 | job_name varchar2(30), guid raw(16), operation varchar2(30), job_mode varchar2(30), remote_link varchar2(4000), owner varchar2(30), platform varchar2(101), exp_platform varchar2(101), global_name varchar2(4000), exp_global_name varchar2(4000), instance varchar2(16), db_version varchar2(30), exp_db_version varchar2(30), scn number, creator_privs varchar2(30), start_time date, exp_start_time date, term_reason number, max_degree number, log_file varchar2(4000), sql_file varchar2(4000), params KU$_PARAMVALUES1010
object KU$_JOBDESC1220 | job_name varchar2(128), guid raw(16), operation varchar2(30), job_mode varchar2(30), remote_link varchar2(4000), owner varchar2(128), platform varchar2(101), exp_platform varchar2(101), global_name varchar2(4000), exp_global_name varchar2(4000), instance varchar2(60), db_version varchar2(60), exp_db_version varchar2(60), job_version varchar2(60), scn number, creator_privs varchar2(30), start_time date, exp_start_time date, term_reason number, max_degree number, timezone varchar2(64), exp_timezone varchar2(64), tstz_version number, exp_tstz_version number, endianness varchar2(16), exp_endianness varchar2(16), charset varchar2(28), exp_charset varchar2(28), ncharset varchar2(28), exp_ncharset varchar2(28), log_file varchar2(4000), sql_file varchar2(4000), params KU$_PARAMVALUES1010
object KU$_JOBDESC1210 < KU$_JOBDESC1220 | job_name varchar2(30), owner varchar2(30)
object KU$_STATUS1010 | mask number, wip KU$_LOGENTRY1010, job_description KU$_JOBDESC1010, job_status KU$_JOBSTATUS1010, error KU$_LOGENTRY1010
object KU$_STATUS1020 < KU$_STATUS1010 | job_description KU$_JOBDESC1020, job_status KU$_JOBSTATUS1020
object KU$_STATUS1120 < KU$_STATUS1020 | job_status KU$_JOBSTATUS1120
object KU$_STATUS1210 < KU$_STATUS1010 | job_description KU$_JOBDESC1210, job_status KU$_JOBSTATUS1210
object KU$_STATUS1220 < KU$_STATUS1010 | job_description KU$_JOBDESC1220, job_status KU$_JOBSTATUS1220
object KU$_DUMPFILE_ITEM | item_code number, value varchar2(2048)
table KU$_DUMPFILE_INFO | KU$_DUMPFILE_ITEM
synonym KU$_STATUS | KU$_STATUS1220
synonym KU$_JOBSTATUS | KU$_JOBSTATUS1220
synonym KU$_JOBDESC | KU$_JOBDESC1220
synonym KU$_WORKERSTATUS | KU$_WORKERSTATUS1220
synonym KU$_WORKERSTATUSLIST | KU$_WORKERSTATUSLIST1220
synonym KU$_LOGENTRY | KU$_LOGENTRY1010
synonym KU$_LOGENTRY1020 | KU$_LOGENTRY1010
synonym KU$_LOGLINE | KU$_LOGLINE1010
synonym KU$_LOGLINE1020 | KU$_LOGLINE1010
synonym KU$_DUMPFILE | KU$_DUMPFILE1010
synonym KU$_DUMPFILE1020 | KU$_DUMPFILE1010
synonym KU$_DUMPFILESET | KU$_DUMPFILESET1010
synonym KU$_DUMPFILESET1020 | KU$_DUMPFILESET1010
synonym KU$_PARAMVALUE | KU$_PARAMVALUE1010
synonym KU$_PARAMVALUE1020 | KU$_PARAMVALUE1010
synonym KU$_PARAMVALUES | KU$_PARAMVALUES1010
synonym KU$_PARAMVALUES1020 | KU$_PARAMVALUES1010
`;

/** The types by name, synonyms included. */
export function parseObjectTypes(): ReadonlyMap<string, PlType> {
  const types = new Map<string, PlType>();
  const named = (name: string): PlType => {
    const [, word = '', size] = /^([\w$]+)(?:\((\d+)\))?$/.exec(name) ?? [];
    const found = scalarType(word, size === undefined ? undefined : Number(size)) ?? types.get(word);
    if (found === undefined) throw new Error(`catalogue of object types: unknown type ${name}`);
    return found;
  };
  for (const line of text.trim().split('\n')) {
    const [head = '', body = ''] = line.split(' | ');
    const [kind, name = '', , base] = head.split(' ');
    if (kind === 'object') types.set(name, objectType(name, base === undefined ? undefined : named(base), body, named));
    else if (kind === 'table') types.set(name, { kind: 'table', name, element: named(body) });
    else types.set(name, named(body));
  }
  return types;
}

function objectType(name: string, base: PlType | undefined, body: string, named: (name: string) => PlType): PlType {
  const attributes = new Map(base?.kind === 'record' ? base.attributes : []);
  for (const part of body.split(', ')) {
    const [attribute = '', type = ''] = part.split(' ');
    attributes.set(attribute.toUpperCase(), named(type));
  }
  return { kind: 'record', name, attributes, object: true };
}
