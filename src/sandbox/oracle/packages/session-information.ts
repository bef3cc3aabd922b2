import { setTimeout } from 'node:timers/promises';
import type { CallerSession, Database } from '../engine';
import { databaseRelease } from '../data-pump/database-release';
import { PlsqlError } from '../plsql/plsql-error';
import { cancelled } from '../plsql/run';
import type { PackageBodies, Routine, RoutineCall } from './routine';

interface Information {
  module: string | null;
  action: string | null;
  clientInfo: string | null;
  clientIdentifier: string | null;
  /** DBMS_OUTPUT's lines, while it is enabled. */
  output: string[] | undefined;
  outputLine: string;
}

/** The small packages around a session, and what they were told. */
export class SessionInformation implements PackageBodies {
  readonly #sessions = new Map<number, Information>();
  readonly routines: Readonly<Record<string, Routine>>;

  constructor(readonly database: Database) {
    this.routines = {
      'DBMS_FLASHBACK.GET_SYSTEM_CHANGE_NUMBER': () => database.currentScn(),
      ...this.#utility(),
      ...this.#applicationInfo(),
      ...this.#output(),
      'DBMS_SESSION.SLEEP': sleep,
      'DBMS_LOCK.SLEEP': sleep,
      'DBMS_SESSION.IS_ROLE_ENABLED': (call) =>
        database.users.hasRole(call.session.user, call.text('ROLENAME')?.toUpperCase() ?? ''),
      'DBMS_SESSION.SET_IDENTIFIER': (call) => {
        this.of(call.session).clientIdentifier = cut(call, 'CLIENT_ID', 64);
      },
      'DBMS_SESSION.CLEAR_IDENTIFIER': (call) => {
        this.of(call.session).clientIdentifier = null;
      },
    };
  }

  /** What V$SESSION shows of a session. */
  of(session: CallerSession): Information {
    const known = this.#sessions.get(session.sid);
    if (known !== undefined) return known;
    const made: Information = {
      module: null,
      action: null,
      clientInfo: null,
      clientIdentifier: null,
      output: undefined,
      outputLine: '',
    };
    this.#sessions.set(session.sid, made);
    return made;
  }

  endSession(session: CallerSession): void {
    this.#sessions.delete(session.sid);
  }

  #utility(): Readonly<Record<string, Routine>> {
    const { settings } = this.database;
    return {
      'DBMS_UTILITY.FORMAT_ERROR_STACK': (call) => call.handled?.fullText.slice(0, 2000) ?? null,
      'DBMS_UTILITY.FORMAT_ERROR_BACKTRACE': (call) => call.handled?.stack06512.join('\n') ?? null,
      'DBMS_UTILITY.FORMAT_CALL_STACK': () =>
        '----- PL/SQL Call Stack -----\n  object      line  object\n  handle    number  name\n         1         1  anonymous block\n',
      'DBMS_UTILITY.IS_CLUSTER_DATABASE': () => settings.clustered,
      'DBMS_UTILITY.PORT_STRING': () => 'x86_64/Linux 2.4.xx',
      'DBMS_UTILITY.GET_TIME': () => BigInt(Math.floor(performance.now() / 10)),
      'DBMS_UTILITY.DB_VERSION': (call) => {
        call.out.set('VERSION', databaseRelease[settings.version]);
        call.out.set('COMPATIBILITY', databaseRelease[settings.version]);
      },
    };
  }

  #applicationInfo(): Readonly<Record<string, Routine>> {
    return {
      'DBMS_APPLICATION_INFO.SET_MODULE': (call) => {
        const information = this.of(call.session);
        information.module = cut(call, 'MODULE_NAME', 64);
        information.action = cut(call, 'ACTION_NAME', 64);
      },
      'DBMS_APPLICATION_INFO.SET_ACTION': (call) => {
        this.of(call.session).action = cut(call, 'ACTION_NAME', 64);
      },
      'DBMS_APPLICATION_INFO.READ_MODULE': (call) => {
        call.out.set('MODULE_NAME', this.of(call.session).module);
        call.out.set('ACTION_NAME', this.of(call.session).action);
      },
      'DBMS_APPLICATION_INFO.SET_CLIENT_INFO': (call) => {
        this.of(call.session).clientInfo = cut(call, 'CLIENT_INFO', 64);
      },
      'DBMS_APPLICATION_INFO.READ_CLIENT_INFO': (call) => {
        call.out.set('CLIENT_INFO', this.of(call.session).clientInfo);
      },
    };
  }

  #output(): Readonly<Record<string, Routine>> {
    const put = (call: RoutineCall, text: string, endsLine: boolean): void => {
      const information = this.of(call.session);
      if (information.output === undefined) return;
      information.outputLine += text;
      if (!endsLine) return;
      information.output.push(information.outputLine);
      information.outputLine = '';
    };
    return {
      'DBMS_OUTPUT.ENABLE': (call) => {
        this.of(call.session).output ??= [];
      },
      'DBMS_OUTPUT.DISABLE': (call) => {
        this.of(call.session).output = undefined;
      },
      'DBMS_OUTPUT.PUT': (call) => put(call, call.text('A') ?? '', false),
      'DBMS_OUTPUT.PUT_LINE': (call) => put(call, call.text('A') ?? '', true),
      'DBMS_OUTPUT.NEW_LINE': (call) => put(call, '', true),
      'DBMS_OUTPUT.GET_LINE': (call) => {
        const line = this.of(call.session).output?.shift();
        call.out.set('LINE', line === undefined || line === '' ? null : line);
        call.out.set('STATUS', line === undefined ? 1n : 0n);
      },
    };
  }
}

/** Longer values are cut without a word. */
function cut(call: RoutineCall, name: string, length: number): string | null {
  return call.text(name)?.slice(0, length) ?? null;
}

async function sleep(call: RoutineCall): Promise<void> {
  const seconds = call.number('SECONDS');
  if (seconds === null || seconds < 0) throw PlsqlError.of(6502, '');
  await setTimeout(seconds * 1000, undefined, { signal: call.signal }).catch(() => {
    throw cancelled(call.signal);
  });
}
