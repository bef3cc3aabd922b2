import { OracleServerError } from '../engine';
import type { Position } from './lexer';

/** One finding of the compiler, thrown where it is found and collected by the statement around it. */
export class CompileError extends Error {
  override readonly name = 'CompileError';
  constructor(
    readonly position: Position,
    /** `PLS-00201: identifier 'X' must be declared`, or `PL/SQL: ORA-00942: …`. */
    readonly text: string,
  ) {
    super(text);
  }
}

const templates = {
  103: 'Encountered the symbol "%s" when expecting one of the following:\n\n   %s',
  201: "identifier '%s' must be declared",
  221: "'%s' is not a procedure or is undefined",
  222: "no function with name '%s' exists in this scope",
  224: "object '%s' must be of type function or array to be used this way",
  302: "component '%s' must be declared",
  306: "wrong number or types of arguments in call to '%s'",
  307: "too many declarations of '%s' match this call",
  312: 'a positional parameter association may not follow a named association',
  363: "expression '%s' cannot be used as an assignment target",
  371: "at most one declaration for '%s' is permitted",
  376: 'illegal EXIT/CONTINUE statement; it must appear inside a loop',
  322: "declaration of a constant '%s' must contain an initialization assignment",
  367: 'a RAISE statement with no exception name must be inside an exception handler',
  370: 'OTHERS handler must be last among the exception handlers of a block',
  382: 'expression is of wrong type',
  457: 'expressions have to be of SQL types',
  487: "Invalid reference to variable '%s'",
} as const;

export type PlsCode = keyof typeof templates;

/** `PLS-nnnnn: text` at a place of the block. */
export function compileError(code: PlsCode, position: Position, ...parameters: string[]): CompileError {
  let next = 0;
  const text = templates[code].replaceAll('%s', () => parameters[next++] ?? '');
  return new CompileError(position, `PLS-${String(code).padStart(5, '0')}: ${text}`);
}

/** What the compiler found in a block, reported as one ORA-06550. */
export class CompileErrors {
  readonly #found: { position: Position; text: string }[] = [];

  add(position: Position, text: string): void {
    this.#found.push({ position, text });
  }

  /** Runs a part of the compiler; its error is noted, followed by what was ignored because of it. */
  collect<T>(unit: Position, ignored: 'Statement' | 'Item' | 'SQL Statement', work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof CompileError)) throw error;
      this.add(error.position, error.text);
      this.add(unit, `PL/SQL: ${ignored} ignored`);
      return undefined;
    }
  }

  throwIfAny(): void {
    const [first] = this.#found;
    if (first === undefined) return;
    const lines = this.#found.map(
      ({ position, text }) => `ORA-06550: line ${String(position.line)}, column ${String(position.column)}:\n${text}`,
    );
    throw new OracleServerError(6550, lines.join('\n'), first.position.offset);
  }
}
