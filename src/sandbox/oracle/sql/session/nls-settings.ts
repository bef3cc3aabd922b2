import { serverError } from '../../storage/server-error';

/** NLS_SESSION_PARAMETERS of a new session. */
const defaults: Readonly<Record<string, string>> = {
  NLS_LANGUAGE: 'AMERICAN',
  NLS_TERRITORY: 'AMERICA',
  NLS_CURRENCY: '$',
  NLS_ISO_CURRENCY: 'AMERICA',
  NLS_NUMERIC_CHARACTERS: '.,',
  NLS_CALENDAR: 'GREGORIAN',
  NLS_DATE_FORMAT: 'DD-MON-RR',
  NLS_DATE_LANGUAGE: 'AMERICAN',
  NLS_SORT: 'BINARY',
  NLS_TIME_FORMAT: 'HH.MI.SSXFF AM',
  NLS_TIMESTAMP_FORMAT: 'DD-MON-RR HH.MI.SSXFF AM',
  NLS_TIME_TZ_FORMAT: 'HH.MI.SSXFF AM TZR',
  NLS_TIMESTAMP_TZ_FORMAT: 'DD-MON-RR HH.MI.SSXFF AM TZR',
  NLS_DUAL_CURRENCY: '$',
  NLS_COMP: 'BINARY',
  NLS_LENGTH_SEMANTICS: 'BYTE',
  NLS_NCHAR_CONV_EXCP: 'FALSE',
};

/** One session's NLS parameters. Formats count; language and sorting stay American and binary whatever is set. */
export class NlsSettings {
  readonly #values = new Map(Object.entries(defaults));

  get(parameter: string): string {
    return this.#values.get(parameter) ?? '';
  }

  has(parameter: string): boolean {
    return this.#values.has(parameter);
  }

  /** Throws ORA-12705 for a parameter that does not exist. */
  set(parameter: string, value: string): void {
    if (!this.#values.has(parameter)) throw serverError(12705);
    this.#values.set(parameter, value);
  }

  entries(): readonly (readonly [string, string])[] {
    return [...this.#values];
  }
}
