import { namesError } from './errors';
import type { InBind, Row, Session } from './session';

/**
 * Reads views that a user may not be allowed to read. What it may not becomes undefined, and is remembered for one warning:
 * a fact that is not known never fails a backup.
 */
export class OptionalViews {
  readonly #unreadable = new Set<string>();

  constructor(
    private readonly session: Session,
    private readonly signal?: AbortSignal,
  ) {}

  /** @param view the name for the warning, as it stands in the query. */
  async rows(
    view: string,
    sql: string,
    binds: Readonly<Record<string, InBind>> = {},
  ): Promise<readonly Row[] | undefined> {
    try {
      return await this.session.query(sql, binds, { doing: `read ${view}`, signal: this.signal });
    } catch (error) {
      if (!(error instanceof Error) || !isNotThereForUs(error)) throw error;
      this.#unreadable.add(view);
      return undefined;
    }
  }

  async row(view: string, sql: string, binds: Readonly<Record<string, InBind>> = {}): Promise<Row | undefined> {
    return (await this.rows(view, sql, binds))?.[0];
  }

  get unreadable(): readonly string[] {
    return [...this.#unreadable];
  }
}

/** No such view for this user, no such column in this version, or no right to either. */
function isNotThereForUs(error: Error): boolean {
  return namesError(error.message, 'ORA-00942', 'ORA-01031', 'ORA-00904', 'ORA-02030', 'ORA-02003', 'ORA-41900');
}
