import type { ErrorCode } from '../errors';

/**
 * Numbers that name a cause, by the code that they become (Oracle's error help; NJS- numbers: lib/errors.js of the
 * driver). ORA- numbers are plain, NJS- and PLS- numbers carry their prefix.
 */
const causes: Partial<Record<ErrorCode, readonly (number | string)[]>> = {
  CONFIG_INVALID: ['NJS-512', 'NJS-514', 'NJS-515', 'NJS-516', 'NJS-517', 'NJS-520', 12154],
  DATABASE_LOGIN_REFUSED: [1005, 1017, 28000, 28001, 28009, 28030],
  DATABASE_UNSUPPORTED: [439, 28040, 12650, 12660, 'NJS-089', 'NJS-116', 'NJS-138', 'NJS-529', 'NJS-533', 39142, 22303],
  DATABASE_NOT_WRITABLE: [16000, 16224],
  PRIVILEGE_MISSING: [1031, 1045, 1950, 22286, 29289, 31631, 39109, 39122, 39161, 39209, 41900, 47415, 'PLS-00201'],
  DIRECTORY_MISSING: [22285, 29280, 39087],
  DIRECTORY_UNUSABLE: [22287, 22288, 27040, 27041, 27054, 29283, 29284, 29285, 29291, 31640, 31641],
  SCHEMA_MISSING: [31655, 39034, 39039, 39165, 39166, 39170],
  SPACE_SHORT: [1536, 1652, 1653, 1654, 1658, 1691, 27061, 27072, 30032, 39095, 39171, 65114],
  UNDO_TOO_SHORT: [1466, 1555, 8176, 8180, 8181, 8186, 22924, 39150],
  DATABASE_UNREACHABLE: [
    18,
    20,
    1033,
    1034,
    1035,
    1089,
    1090,
    1109,
    1219,
    12170,
    12505,
    12514,
    12516,
    12518,
    12519,
    12520,
    12523,
    12526,
    12528,
    12541,
    12545,
    27101,
    'NJS-503',
    'NJS-504',
    'NJS-505',
    'NJS-506',
    'NJS-507',
    'NJS-508',
    'NJS-510',
    'NJS-511',
    'NJS-518',
    'NJS-519',
    'NJS-530',
    'NJS-531',
    'NJS-532',
    'NJS-536',
  ],
  DATABASE_CONNECTION_LOST: [
    28,
    1012,
    1041,
    1043,
    1092,
    2396,
    3113,
    3114,
    3135,
    12153,
    12537,
    12547,
    12570,
    12571,
    12583,
    'NJS-003',
    'NJS-123',
    'NJS-501',
    'NJS-509',
    'NJS-513',
    'NJS-521',
  ],
  EXPORT_INTERRUPTED: [
    54, 60, 955, 4020, 4021, 4068, 27038, 31623, 31634, 31636, 31650, 31651, 31672, 39004, 39012, 39015, 39016, 39028,
    39078, 39097,
  ],
  ORACLE_ERROR: [600, 603, 7445],
};

/** Numbers that only wrap a cause further down the stack; they decide when nothing better follows. */
const wrappers: Partial<Record<ErrorCode, readonly (number | string)[]>> = {
  DATABASE_CONNECTION_LOST: ['NJS-500'],
  DIRECTORY_UNUSABLE: [39000, 39070],
  EXPORT_INTERRUPTED: [
    31626, 31633, 31637, 31638, 31666, 31671, 39006, 39014, 39029, 39062, 39065, 39107, 39125, 39126,
  ],
  EXPORT_FAILED: [31627, 39001, 39002, 39005],
};

const name = (number: number | string): string =>
  typeof number === 'string' ? number : `ORA-${String(number).padStart(5, '0')}`;

function byNumber(table: typeof causes): ReadonlyMap<string, ErrorCode> {
  // The table's own keys: Object.entries cannot know their type.
  const entries = Object.entries(table) as [ErrorCode, readonly (number | string)[]][];
  return new Map(entries.flatMap(([code, numbers]) => numbers.map((number) => [name(number), code] as const)));
}

const causeCodes = byNumber(causes);
const wrapperCodes = byNumber(wrappers);

/** Every `ORA-nnnnn`, `NJS-nnn` and `PLS-nnnnn` in a text, in its order. */
export function errorNumbersIn(text: string): string[] {
  return text.match(/\b(?:ORA|NJS|PLS)-\d{3,5}\b/g) ?? [];
}

/** The number that says what is wrong, and the code it becomes; undefined when none is known. */
export function decisiveNumber(numbers: readonly string[]): { number: string; code: ErrorCode } | undefined {
  for (const codes of [causeCodes, wrapperCodes]) {
    for (const number of numbers) {
      const code = codes.get(number);
      if (code !== undefined) return { number, code };
    }
  }
  return undefined;
}
