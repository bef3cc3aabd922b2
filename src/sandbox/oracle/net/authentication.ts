import { OracleServerError, type Engine, type EngineSession } from '../engine';
import type { Faults } from '../faults';
import type { Dialect } from './dialect';
import type { MessageReader } from './message-reader';
import type { MessageWriter } from './message-writer';
import { messages } from './protocol-codes';
import { writeCallEnd } from './replies';
import { serverError } from './server-errors';
import { versionNumber } from './server-version';
import { PasswordVerifier, sessionKeyIterations, verifierIterations } from './verifier';

const verifierType12c = 0x4815;

/** Functions 118 and 115, behind their header. */
export interface LoginRequest {
  readonly user: string;
  readonly pairs: ReadonlyMap<string, string>;
}

/** Reads function 118 or 115. */
export function readLogin(message: MessageReader, dialect: Dialect): LoginRequest {
  const hasUser = message.u8() !== 0;
  const userLength = message.ub();
  message.ub(); // mode of login
  message.u8();
  const pairCount = message.ub();
  message.bytes(2);
  const user = hasUser && userLength > 0 ? message.text(userLength, dialect.textsHaveLengths) : '';
  const pairs = new Map<string, string>();
  for (let pair = 0; pair < pairCount; pair++) {
    const { key, value } = message.keyValue();
    pairs.set(key, value);
  }
  return { user: dictionaryName(user), pairs };
}

function dictionaryName(user: string): string {
  const name = user.trim();
  return name.startsWith('"') && name.endsWith('"') ? name.slice(1, -1) : name.toUpperCase();
}

/** One login: the client asks for a key, then proves that it knows the password. */
export class Login {
  #verifier: PasswordVerifier | undefined;
  #refusal: OracleServerError | undefined;
  #client = { program: 'unknown', machine: 'unknown' };

  constructor(
    private readonly engine: Engine,
    private readonly faults: Faults,
  ) {}

  /** Answers 118. A user that may not log in learns it only at the end, as on a real server. */
  start(request: LoginRequest, reply: MessageWriter, dialect: Dialect): void {
    this.#client = {
      program: request.pairs.get('AUTH_PROGRAM_NM') ?? 'unknown',
      machine: request.pairs.get('AUTH_MACHINE') ?? 'unknown',
    };
    this.#verifier = new PasswordVerifier(this.#passwordOf(request.user));
    writePairs(reply, dialect, [
      ['AUTH_SESSKEY', this.#verifier.serverSessionKey],
      ['AUTH_VFR_DATA', this.#verifier.verifierData.toString('hex').toUpperCase(), verifierType12c],
      ['AUTH_PBKDF2_CSK_SALT', this.#verifier.sessionKeySalt.toString('hex').toUpperCase()],
      ['AUTH_PBKDF2_VGEN_COUNT', String(verifierIterations)],
      ['AUTH_PBKDF2_SDER_COUNT', String(sessionKeyIterations)],
    ]);
  }

  #passwordOf(user: string): string | undefined {
    try {
      return this.engine.passwordOf(user);
    } catch (error) {
      if (!(error instanceof OracleServerError)) throw error;
      this.#refusal = error;
      return undefined;
    }
  }

  /** Answers 115 and opens the session. Throws ORA-01017 and what the engine throws. */
  finish(request: LoginRequest, reply: MessageWriter, dialect: Dialect): EngineSession {
    const fault = this.faults.take('refuse-login');
    if (fault !== undefined) throw serverError(fault.error);
    const proof = this.#verifier?.check(
      request.pairs.get('AUTH_SESSKEY') ?? '',
      request.pairs.get('AUTH_PASSWORD') ?? '',
    );
    if (this.#refusal !== undefined) throw this.#refusal;
    if (proof === undefined) throw serverError(1017);
    const session = this.engine.openSession(request.user, this.#client);
    writePairs(reply, dialect, [['AUTH_SVR_RESPONSE', proof], ...databasePairs(this.engine, session, dialect)]);
    return session;
  }
}

type Pair = readonly [key: string, value: string, flags?: number];

function writePairs(reply: MessageWriter, dialect: Dialect, pairs: readonly Pair[]): void {
  reply.u8(messages.parameter).ub(pairs.length);
  for (const [key, value, flags] of pairs)
    reply
      .string(key)
      .string(value)
      .ub(flags ?? 0);
  // go-ora waits for this end, and not for a STATUS.
  writeCallEnd(reply, dialect, { cursorId: 0, rowCount: 0, isInTransaction: false });
}

function databasePairs({ settings }: Engine, session: EngineSession, dialect: Dialect): readonly Pair[] {
  const database = settings.databaseName;
  return [
    ['AUTH_VERSION_NO', String(versionNumber(settings, dialect))],
    ['AUTH_SESSION_ID', String(session.sid)],
    ['AUTH_SERIAL_NUM', String(session.serial)],
    ['AUTH_DBNAME', database],
    ['AUTH_INSTANCENAME', database],
    ['AUTH_SC_DBUNIQUE_NAME', database],
    ['AUTH_SC_REAL_DBUNIQUE_NAME', database],
    ['AUTH_SC_SERVICE_NAME', settings.serviceName],
    ['AUTH_SC_INSTANCE_NAME', database],
    ['AUTH_SC_DB_DOMAIN', ''],
    ['AUTH_MAX_OPEN_CURSORS', '300'],
    ['AUTH_MAX_IDEN_LENGTH', '128'],
  ];
}
