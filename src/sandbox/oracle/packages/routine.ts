import type { CallerSession } from '../engine';
import type { Subprogram } from '../catalogue/specification';
import type { PlsqlError } from '../plsql/plsql-error';
import { PlsqlError as Raised } from '../plsql/plsql-error';
import { PlRecord, type PlValue } from '../plsql/values';

/** One call of a package's subprogram, its arguments converted to the declared types, defaults filled in. */
export class RoutineCall {
  /** What OUT and IN OUT parameters get. */
  readonly out = new Map<string, PlValue>();

  constructor(
    readonly session: CallerSession,
    readonly subprogram: Subprogram,
    readonly arguments_: ReadonlyMap<string, PlValue>,
    readonly signal: AbortSignal,
    /** The exception whose handler makes this call. */
    readonly handled: PlsqlError | undefined,
  ) {}

  value(name: string): PlValue {
    return this.arguments_.get(name) ?? null;
  }

  text(name: string): string | null {
    const value = this.value(name);
    return typeof value === 'string' ? value : null;
  }

  bytes(name: string): Buffer | null {
    const value = this.value(name);
    return Buffer.isBuffer(value) ? value : null;
  }

  flag(name: string): boolean {
    return this.value(name) === true;
  }

  /** A NUMBER as a JavaScript number; null for NULL. Not for SCNs: see `value`. */
  number(name: string): number | null {
    const value = this.value(name);
    return typeof value === 'bigint' || typeof value === 'number' ? Number(value) : null;
  }

  record(name: string): PlRecord {
    const value = this.value(name);
    if (value instanceof PlRecord) return value;
    throw Raised.of(6530);
  }

  /** The declared type of a parameter of the overload that was called. */
  typeOf(name: string): string {
    return this.subprogram.parameters.find((parameter) => parameter.name === name)?.type.name ?? 'NULL';
  }
}

export type Routine = (call: RoutineCall) => PlValue | void | Promise<PlValue | void>;

/** The bodies of some packages, by `PACKAGE.NAME`; overloads share one. */
export interface PackageBodies {
  readonly routines: Readonly<Record<string, Routine>>;
  endSession(session: CallerSession): void;
}
