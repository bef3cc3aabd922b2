/** What runs can be found by in Temporal: set where the namespace knows them (docs/temporal.md). */
export const searchAttributes = {
  database: 'RedoubtDatabase',
  phase: 'RedoubtPhase',
  outcome: 'RedoubtOutcome',
  deadline: 'RedoubtDeadline',
  outlook: 'RedoubtOutlook',
} as const;
export type SearchAttribute = (typeof searchAttributes)[keyof typeof searchAttributes];

/** How they are registered. */
export const searchAttributeTypes: Readonly<Record<SearchAttribute, SearchAttributeType>> = {
  RedoubtDatabase: 'Keyword',
  RedoubtPhase: 'Keyword',
  RedoubtOutcome: 'Keyword',
  RedoubtDeadline: 'Datetime',
  RedoubtOutlook: 'Keyword',
};

/** Temporal's types, each at its number (IndexedValueType of its API). */
const typesByNumber = ['Unspecified', 'Text', 'Keyword', 'Int', 'Double', 'Bool', 'Datetime', 'KeywordList'] as const;
export type SearchAttributeType = (typeof typesByNumber)[number];

export const searchAttributeTypeNumber = (type: SearchAttributeType): number => typesByNumber.indexOf(type);
export const searchAttributeTypeAt = (number: number): SearchAttributeType => typesByNumber[number] ?? 'Unspecified';

/** One of ours, as a namespace has it. */
export interface RegisteredAttribute {
  readonly name: SearchAttribute;
  readonly wanted: SearchAttributeType;
  /** Null: the namespace does not know it. */
  readonly found: SearchAttributeType | null;
}

/** Each of ours, in their order. @param registered types by name, others' too */
export function checkSearchAttributes(
  registered: ReadonlyMap<string, SearchAttributeType>,
): readonly RegisteredAttribute[] {
  return Object.values(searchAttributes).map((name) => ({
    name,
    wanted: searchAttributeTypes[name],
    found: registered.get(name) ?? null,
  }));
}

/** A value of another type hangs the workflow just as an unknown name does. */
export const isUsable = ({ wanted, found }: RegisteredAttribute): boolean => found === wanted;
export const hasOtherType = ({ wanted, found }: RegisteredAttribute): boolean => found !== null && found !== wanted;

/** Where a namespace is, for commands that a person copies. */
export interface NamespacePlace {
  readonly address: string;
  readonly namespace: string;
}

/** Its operators' calls are closed there, and `tcld` is its program. */
export const isTemporalCloud = ({ address }: NamespacePlace): boolean =>
  /\.(tmprl\.cloud|api\.temporal\.io)(:\d+)?$/.test(address);

/** The command that adds attributes to a namespace. */
export function createCommand(place: NamespacePlace, names: readonly SearchAttribute[]): string {
  if (isTemporalCloud(place)) {
    const flags = names.map((name) => `--sa "${name}=${searchAttributeTypes[name]}"`);
    return `tcld namespace search-attributes add --namespace ${place.namespace} ${flags.join(' ')}`;
  }
  const flags = names.map((name) => `--name ${name} --type ${searchAttributeTypes[name]}`);
  return `temporal operator search-attribute create ${placeFlags(place)} ${flags.join(' ')}`;
}

/** How an attribute of another type gets the right one. Runs that were tagged with it can no longer be found by it. */
export function retypeAdvice(place: NamespacePlace, name: SearchAttribute): string {
  if (isTemporalCloud(place)) {
    const rename = `tcld namespace search-attributes rename --namespace ${place.namespace}`;
    return `${rename} --existing-name ${name} --new-name ${name}Old, then ${createCommand(place, [name])}`;
  }
  const remove = `temporal operator search-attribute remove ${placeFlags(place)} --name ${name} --yes`;
  return `${remove} && ${createCommand(place, [name])}`;
}

const placeFlags = ({ address, namespace }: NamespacePlace): string => `--address ${address} --namespace ${namespace}`;
