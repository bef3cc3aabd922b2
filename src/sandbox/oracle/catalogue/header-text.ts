import type { PlType } from './pl-type';
import { scalarType } from './pl-type';
import type {
  CatalogueValue,
  PackageConstant,
  PackageSpecification,
  Parameter,
  ParameterMode,
  Subprogram,
} from './specification';

/**
 * A package header as compact text, one declaration a line, in the order of the real header:
 *
 *   procedure NAME | parameter, parameter | since
 *   function NAME return TYPE | parameter, … | since
 *   constant NAME TYPE = value | since
 *   exception NAME -31623
 *   record NAME | attribute TYPE, …
 *
 * A parameter is `name [in|out|inout] TYPE [= default]`; `...` after the last one lets it repeat. `since` is the first
 * major release that has the line (none: all played ones have it), a range `12-18` the first and the last.
 */
export interface HeaderText {
  readonly name: string;
  readonly grantedToPublic: boolean;
  readonly text: string;
}

/** Reads a header for one major release. A name that cannot be resolved is an error of the catalogue itself. */
export function parseHeader(
  header: HeaderText,
  release: number,
  sysTypes: ReadonlyMap<string, PlType>,
): PackageSpecification {
  const subprograms = new Map<string, Subprogram[]>();
  const constants = new Map<string, PackageConstant>();
  const exceptions = new Map<string, number>();
  const types = new Map<string, PlType>();
  const typeNamed = (name: string): PlType => {
    const found = scalarType(name) ?? types.get(name.toUpperCase()) ?? sysTypes.get(name.toUpperCase());
    if (found === undefined) throw new Error(`catalogue of ${header.name}: unknown type ${name}`);
    return found;
  };
  for (const line of header.text.split('\n')) {
    const [head = '', body = '', since] = line.split('|').map((cell) => cell.trim());
    const [kind, name = '', ...rest] = head.split(/\s+/);
    if (kind === undefined || kind === '') continue;
    if (kind === 'exception') exceptions.set(name, Number(rest[0]));
    else if (kind === 'constant') {
      if (isSince(body, release))
        constants.set(name, { type: typeNamed(rest[0] ?? ''), value: parseValue(rest[2] ?? '') });
    } else if (kind === 'record') types.set(name, parseRecord(`${header.name}.${name}`, body, typeNamed));
    else if (isSince(since, release)) {
      const subprogram: Subprogram = {
        package: header.name,
        name,
        parameters: parseParameters(body, typeNamed),
        ...(rest[0] === 'return' ? { returns: typeNamed(rest[1] ?? '') } : {}),
        variadic: body.endsWith('...'),
      };
      subprograms.set(name, [...(subprograms.get(name) ?? []), subprogram]);
    }
  }
  return { name: header.name, grantedToPublic: header.grantedToPublic, subprograms, constants, exceptions, types };
}

function isSince(since: string | undefined, release: number): boolean {
  if (since === undefined || since === '') return true;
  const [first, last] = since.split('-').map(Number);
  return release >= (first ?? 0) && release <= (last ?? Infinity);
}

function parseRecord(name: string, body: string, typeNamed: (name: string) => PlType): PlType {
  const attributes = body.split(',').map((part) => {
    const [attribute = '', type = ''] = part.trim().split(/\s+/);
    return [attribute.toUpperCase(), typeNamed(type)] as const;
  });
  return { kind: 'record', name, attributes: new Map(attributes), object: false };
}

function parseParameters(body: string, typeNamed: (name: string) => PlType): Parameter[] {
  const text = body.replace(/\.\.\.$/, '').trim();
  if (text === '') return [];
  return text.split(',').map((part) => {
    const [declaration = '', value] = part.split('=').map((side) => side.trim());
    const words = declaration.split(/\s+/);
    const mode = words.length === 3 ? (words[1] as ParameterMode) : 'in';
    return {
      name: (words[0] ?? '').toUpperCase(),
      mode,
      type: typeNamed(words.at(-1) ?? ''),
      ...(value === undefined ? {} : { default: { value: parseValue(value) } }),
    };
  });
}

function parseValue(text: string): CatalogueValue {
  if (text === 'null') return null;
  if (text === 'true' || text === 'false') return text === 'true';
  return text.startsWith("'") ? text.slice(1, -1) : BigInt(text);
}
