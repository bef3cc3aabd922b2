import type { DatabaseSync } from 'node:sqlite';

import type { UserRegistry } from '../engine';
import type { Faults } from '../faults';
import { Grants, type ObjectGrant } from './grants';
import { systemPrivileges } from './predefined-roles';
import { serverError } from './server-error';
import { StoredMap } from './stored-map';

export interface UserRecord {
  readonly name: string;
  readonly userId: number;
  readonly password: string;
  readonly locked: boolean;
  readonly oracleMaintained: boolean;
  readonly defaultTablespace: string;
  /** Bytes or 'unlimited', by tablespace. */
  readonly quotas: Readonly<Record<string, number | 'unlimited'>>;
  readonly createdAtMs: number;
}

export type NewUser = Pick<UserRecord, 'name' | 'password'> &
  Partial<Pick<UserRecord, 'defaultTablespace' | 'quotas' | 'oracleMaintained' | 'locked'>>;

/** Users, and what they may do: their own grants, those of PUBLIC, and those of their roles, less what a fault withholds. */
export class UserStore implements UserRegistry {
  readonly grants: Grants;
  readonly #users: StoredMap<UserRecord>;

  constructor(
    connection: DatabaseSync,
    private readonly faults: Faults,
  ) {
    this.#users = new StoredMap(connection, 'user');
    this.grants = new Grants(connection);
    if (this.#users.size === 0) this.#createPredefined();
  }

  #createPredefined(): void {
    for (const name of ['SYS', 'SYSTEM']) {
      this.create({ name, password: 'oracle', oracleMaintained: true, defaultTablespace: 'SYSTEM' });
      this.grants.grantRole(name, 'DBA');
      this.grants.grantPrivilege(name, 'UNLIMITED TABLESPACE');
    }
    for (const privilege of systemPrivileges) this.grants.grantPrivilege('SYS', privilege);
  }

  find(name: string): UserRecord | undefined {
    return this.#users.get(name);
  }

  all(): readonly UserRecord[] {
    return this.#users.values().toSorted((left, right) => left.userId - right.userId);
  }

  /** Throws ORA-01920. */
  create(user: NewUser): void {
    if (this.#users.has(user.name) || this.grants.isRole(user.name)) throw serverError(1920, [user.name]);
    const userId = user.oracleMaintained === true ? this.#users.size * 9 : 100 + this.#users.size;
    this.#users.set(user.name, {
      userId: Math.max(userId, ...this.#users.values().map((existing) => existing.userId + 1)),
      locked: false,
      oracleMaintained: false,
      defaultTablespace: 'USERS',
      quotas: {},
      createdAtMs: Date.now(),
      ...user,
    });
  }

  /** Throws ORA-01918. */
  change(
    name: string,
    change: Partial<Pick<UserRecord, 'password' | 'locked' | 'defaultTablespace' | 'quotas'>>,
  ): void {
    const user = this.#users.get(name);
    if (user === undefined) throw serverError(1918, [name]);
    this.#users.set(name, { ...user, ...change, quotas: { ...user.quotas, ...change.quotas } });
  }

  drop(name: string): void {
    if (!this.#users.delete(name)) throw serverError(1918, [name]);
    this.grants.dropGrantee(name);
  }

  /** The password of a user that may log in. Throws ORA-01017, ORA-28000, ORA-01045. */
  passwordOf(name: string): string {
    const user = this.#users.get(name);
    if (user === undefined) throw serverError(1017);
    if (user.locked) throw serverError(28000);
    if (!this.hasSystemPrivilege(name, 'CREATE SESSION')) throw serverError(1045, [name]);
    return user.password;
  }

  /** Roles that are on: granted, and granted to those. */
  enabledRoles(user: string): readonly string[] {
    const found = new Set<string>();
    const visit = (grantee: string): void => {
      for (const role of this.grants.of(grantee).roles) {
        if (found.has(role) || this.#isWithheld(role)) continue;
        found.add(role);
        visit(role);
      }
    };
    visit(user);
    visit('PUBLIC');
    return [...found].sort();
  }

  systemPrivileges(user: string): readonly string[] {
    const held = this.#granteesOf(user).flatMap((grantee) => this.grants.of(grantee).privileges);
    return [...new Set(held)].filter((privilege) => !this.#isWithheld(privilege)).sort();
  }

  /** Object privileges that the user has by itself, PUBLIC or a role, with the one they were granted to. */
  objectGrants(user: string): readonly (ObjectGrant & { readonly grantee: string })[] {
    return this.#granteesOf(user)
      .flatMap((grantee) => this.grants.of(grantee).objects.map((grant) => ({ ...grant, grantee })))
      .filter((grant) => !this.isObjectGrantWithheld(grant.privilege, grant.owner, grant.object));
  }

  hasSystemPrivilege(user: string, privilege: string): boolean {
    if (this.#isWithheld(privilege)) return false;
    return this.#granteesOf(user).some((grantee) => this.grants.of(grantee).privileges.includes(privilege));
  }

  hasRole(user: string, role: string): boolean {
    return this.enabledRoles(user).includes(role);
  }

  hasObjectPrivilege(user: string, privilege: string, owner: string, object: string): boolean {
    if (this.isObjectGrantWithheld(privilege, owner, object)) return false;
    if (user === owner) return true;
    return this.objectGrants(user).some(
      (grant) => grant.owner === owner && grant.object === object && grant.privilege === privilege,
    );
  }

  quota(user: string): number | 'unlimited' {
    if (this.hasSystemPrivilege(user, 'UNLIMITED TABLESPACE')) return 'unlimited';
    const quotas = Object.values(this.#users.get(user)?.quotas ?? {});
    if (quotas.includes('unlimited')) return 'unlimited';
    return Math.max(0, ...quotas.filter((quota) => quota !== 'unlimited'));
  }

  /** A fault says it as a GRANT would: READ ON DIRECTORY X, SELECT ON SYS.V_$DATABASE or, without owner, EXECUTE ON X. */
  isObjectGrantWithheld(privilege: string, owner: string, object: string): boolean {
    return [`DIRECTORY ${object}`, `${owner}.${object}`, object].some((named) =>
      this.#isWithheld(`${privilege} ON ${named}`),
    );
  }

  #granteesOf(user: string): readonly string[] {
    return [user, 'PUBLIC', ...this.enabledRoles(user)];
  }

  #isWithheld(privilege: string): boolean {
    const matches = (fault: { privilege: string }): boolean =>
      fault.privilege.trim().toUpperCase().replaceAll(/\s+/g, ' ') === privilege;
    return this.faults.peek('missing-privilege', matches) !== undefined;
  }
}
