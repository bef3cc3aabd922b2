import { Catalogue } from '../catalogue/catalogue';
import {
  type BindValue,
  type BlockExecutor,
  type CallerSession,
  type Database,
  type ExecuteReply,
  OracleServerError,
  type SqlExecutor,
} from '../engine';
import type { Faults } from '../faults';
import type { PackageBodies, Routine } from '../packages/routine';
import { parseAnonymousBlock } from './anonymous-block';
import { compileBlock } from './block-compiler';
import type { BindUse, CompileContext, CompiledStatement } from './compile-context';
import { CompileError, CompileErrors } from './compile-errors';
import { compileExpression, compileOperand } from './expression-compiler';
import { PlsqlError } from './plsql-error';
import { Run } from './run';
import { Scope } from './scope';
import { plValue, sqlValue } from './sql-compiler';
import { standardFunctions } from './standard-functions';
import { compileStatements } from './statement-compiler';
import type { BlockNode } from './syntax-tree';

export interface BlockEngineParts {
  readonly database: Database;
  readonly sql: SqlExecutor;
  readonly faults: Faults;
  /** DBMS_DATAPUMP, DBMS_LOB, UTL_FILE, …: their bodies. The catalogue says what exists. */
  readonly packages: readonly PackageBodies[];
}

/**
 * Anonymous PL/SQL blocks: parsed, checked as a whole against the catalogue, then run.
 *
 * A block that does not compile throws ORA-06550 with every finding, before anything of it ran; one that fails throws
 * its error with the ORA-06512 lines of the stack.
 */
export class BlockEngine implements BlockExecutor {
  readonly #catalogue: Catalogue;
  readonly #routines = new Map<string, Routine>();

  constructor(readonly parts: BlockEngineParts) {
    this.#catalogue = new Catalogue(parts.database.settings.version);
    for (const [name, routine] of Object.entries(standardFunctions)) this.#routines.set(`STANDARD.${name}`, routine);
    for (const { routines } of parts.packages) {
      for (const [name, routine] of Object.entries(routines)) this.#routines.set(name, routine);
    }
  }

  async execute(
    session: CallerSession,
    block: string,
    binds: readonly BindValue[],
    signal: AbortSignal,
  ): Promise<Extract<ExecuteReply, { kind: 'block' }>> {
    const { statement, uses } = this.#compile(session, block, binds);
    const run = new Run(
      session,
      binds.map((bind) => plValue(bind.value, bind)),
      signal,
    );
    try {
      await statement(run);
    } catch (error) {
      throw error instanceof PlsqlError ? error.toServerError() : error;
    }
    return blockReply(uses, run);
  }

  endSession(session: CallerSession): void {
    for (const bodies of this.parts.packages) bodies.endSession(session);
  }

  #compile(session: CallerSession, source: string, binds: readonly BindValue[]) {
    const errors = new CompileErrors();
    const { block, bindNames } = parse(source);
    if (binds.length < bindNames.length) throw PlsqlError.of(1008).toServerError();
    if (binds.length > bindNames.length) throw PlsqlError.of(1006).toServerError();
    const uses = binds.map((bind, index): BindUse => {
      const name = bindNames[index] ?? '';
      return { name, index, bind, read: false, written: false };
    });
    const statement = this.#compileBlock(block, session, uses, errors);
    errors.throwIfAny();
    return { statement, uses };
  }

  #compileBlock(
    block: BlockNode,
    session: CallerSession,
    uses: readonly BindUse[],
    errors: CompileErrors,
  ): CompiledStatement {
    let slots = 0;
    const context: CompileContext = {
      catalogue: this.#catalogue,
      errors,
      scope: new Scope(),
      binds: new Map(uses.map((use) => [use.name, use])),
      session,
      sql: this.parts.sql,
      routine: (name) => this.#routines.get(name),
      mayExecute: (packageName) => this.#mayExecute(session, packageName),
      newSlot: () => slots++,
      expression: compileExpression,
      operand: compileOperand,
      statements: compileStatements,
    };
    return compileBlock(block, context);
  }

  #mayExecute(session: CallerSession, packageName: string): boolean {
    const specification = this.#catalogue.package(packageName);
    if (specification === undefined) return false;
    const privilege = `EXECUTE ON ${packageName}`;
    if (
      this.parts.faults.peek('missing-privilege', (fault) => fault.privilege.toUpperCase() === privilege) !== undefined
    ) {
      return false;
    }
    return (
      specification.grantedToPublic ||
      this.parts.database.users.hasObjectPrivilege(session.user, 'EXECUTE', 'SYS', packageName)
    );
  }
}

/** A block that does not parse is reported with that one error, as the server does. */
function parse(source: string) {
  try {
    return parseAnonymousBlock(source);
  } catch (error) {
    if (!(error instanceof CompileError)) throw error;
    const { line, column, offset } = error.position;
    throw new OracleServerError(
      6550,
      `ORA-06550: line ${String(line)}, column ${String(column)}:\n${error.text}`,
      offset,
    );
  }
}

function blockReply(uses: readonly BindUse[], run: Run): Extract<ExecuteReply, { kind: 'block' }> {
  const directions = uses.map(({ read, written }) => {
    if (!written) return 'in';
    return read ? 'inout' : 'out';
  });
  const outValues = uses.filter(({ written }) => written).map(({ index }) => sqlValue(run.binds[index] ?? null));
  return { kind: 'block', directions, outValues };
}
