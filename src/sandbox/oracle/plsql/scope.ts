import type { PlType } from '../catalogue/pl-type';

export interface VariableSymbol {
  readonly kind: 'variable';
  readonly name: string;
  readonly type: PlType;
  /** Where its value lies in a run. */
  readonly slot: number;
  /** A constant, or the index of a FOR loop. */
  readonly readOnly: boolean;
}

export interface ExceptionSymbol {
  readonly kind: 'exception';
  readonly identity: symbol;
  /** Set by PRAGMA EXCEPTION_INIT, or by the package that declares it: as in the pragma, negative or 100. */
  code: number | undefined;
}

export type DeclaredSymbol = VariableSymbol | ExceptionSymbol;

/** The names that a place in a block can see. */
export class Scope {
  readonly #symbols = new Map<string, DeclaredSymbol>();

  constructor(
    readonly parent?: Scope,
    readonly place: { readonly inLoop: boolean; readonly inHandler: boolean } = parent?.place ?? {
      inLoop: false,
      inHandler: false,
    },
  ) {}

  declares(name: string): boolean {
    return this.#symbols.has(name);
  }

  declare(name: string, symbol: DeclaredSymbol): void {
    this.#symbols.set(name, symbol);
  }

  find(name: string): DeclaredSymbol | undefined {
    return this.#symbols.get(name) ?? this.parent?.find(name);
  }
}
