import type { PlType } from './pl-type';

export type ParameterMode = 'in' | 'out' | 'inout';

/** What a default or a constant can be: NULL, text, a whole number, a truth value. */
export type CatalogueValue = null | string | bigint | boolean;

export interface Parameter {
  readonly name: string;
  readonly mode: ParameterMode;
  readonly type: PlType;
  /** Undefined: the argument must be given. */
  readonly default?: { readonly value: CatalogueValue };
}

/** One overload. */
export interface Subprogram {
  readonly package: string;
  readonly name: string;
  readonly parameters: readonly Parameter[];
  /** Undefined for a procedure. */
  readonly returns?: PlType;
  /** GREATEST and its like: the last parameter may repeat. */
  readonly variadic: boolean;
}

export interface PackageConstant {
  readonly type: PlType;
  readonly value: CatalogueValue;
}

/** A package header. All names are upper case. */
export interface PackageSpecification {
  readonly name: string;
  /** EXECUTE is granted to PUBLIC; else the caller needs it granted. */
  readonly grantedToPublic: boolean;
  readonly subprograms: ReadonlyMap<string, readonly Subprogram[]>;
  readonly constants: ReadonlyMap<string, PackageConstant>;
  /** Exceptions by their (negative) error number. */
  readonly exceptions: ReadonlyMap<string, number>;
  readonly types: ReadonlyMap<string, PlType>;
}
