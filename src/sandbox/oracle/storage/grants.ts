import type { DatabaseSync } from 'node:sqlite';

import { predefinedRoles } from './predefined-roles';
import { StoredMap } from './stored-map';

export interface ObjectGrant {
  readonly owner: string;
  readonly object: string;
  readonly type: 'TABLE' | 'VIEW' | 'PACKAGE' | 'DIRECTORY';
  readonly privilege: string;
  readonly grantor: string;
  readonly grantable: boolean;
}

/** What was granted to one user, role or PUBLIC. */
export interface GranteeRecord {
  readonly privileges: readonly string[];
  readonly roles: readonly string[];
  readonly objects: readonly ObjectGrant[];
}

const nothing: GranteeRecord = { privileges: [], roles: [], objects: [] };

/** Grants as they lie in the dictionary, by grantee, and the roles that exist. */
export class Grants {
  readonly #records: StoredMap<GranteeRecord>;
  readonly #roles: StoredMap<{ readonly predefined: boolean }>;

  constructor(connection: DatabaseSync) {
    this.#records = new StoredMap(connection, 'grant');
    this.#roles = new StoredMap(connection, 'role');
    if (this.#roles.size === 0) this.#createPredefined();
  }

  #createPredefined(): void {
    for (const [name, role] of Object.entries(predefinedRoles)) {
      if (name !== 'PUBLIC') this.#roles.set(name, { predefined: true });
      const objects = role.execute.map((object) => packageGrant(object));
      this.#records.set(name, { privileges: role.privileges, roles: role.roles, objects });
    }
  }

  roles(): readonly string[] {
    return this.#roles.keys();
  }

  isRole(name: string): boolean {
    return this.#roles.has(name);
  }

  createRole(name: string): void {
    this.#roles.set(name, { predefined: false });
  }

  /** Everyone to whom something was granted. */
  grantees(): readonly string[] {
    return this.#records.keys();
  }

  of(grantee: string): GranteeRecord {
    return this.#records.get(grantee) ?? nothing;
  }

  grantPrivilege(grantee: string, privilege: string): void {
    const record = this.of(grantee);
    if (!record.privileges.includes(privilege))
      this.#records.set(grantee, { ...record, privileges: [...record.privileges, privilege].sort() });
  }

  grantRole(grantee: string, role: string): void {
    const record = this.of(grantee);
    if (!record.roles.includes(role)) this.#records.set(grantee, { ...record, roles: [...record.roles, role].sort() });
  }

  grantObject(grantee: string, grant: ObjectGrant): void {
    const record = this.of(grantee);
    const others = record.objects.filter((held) => !isSameGrant(held, grant));
    this.#records.set(grantee, { ...record, objects: [...others, grant] });
  }

  /** False if the grantee did not hold it. */
  revokePrivilege(grantee: string, privilege: string): boolean {
    const record = this.of(grantee);
    this.#records.set(grantee, { ...record, privileges: record.privileges.filter((held) => held !== privilege) });
    return record.privileges.includes(privilege);
  }

  revokeRole(grantee: string, role: string): boolean {
    const record = this.of(grantee);
    this.#records.set(grantee, { ...record, roles: record.roles.filter((held) => held !== role) });
    return record.roles.includes(role);
  }

  revokeObject(grantee: string, grant: Pick<ObjectGrant, 'owner' | 'object' | 'privilege'>): boolean {
    const record = this.of(grantee);
    const kept = record.objects.filter((held) => !isSameGrant(held, grant));
    this.#records.set(grantee, { ...record, objects: kept });
    return kept.length < record.objects.length;
  }

  /** The user or role is gone: what it held, and, for a role, its grants to others. */
  dropGrantee(name: string): void {
    this.#records.delete(name);
    this.#roles.delete(name);
    for (const grantee of this.grantees()) if (this.of(grantee).roles.includes(name)) this.revokeRole(grantee, name);
  }

  /** The object is gone, and all grants on it. */
  dropObject(owner: string, object: string): void {
    for (const grantee of this.grantees()) {
      const record = this.of(grantee);
      const kept = record.objects.filter((held) => held.owner !== owner || held.object !== object);
      if (kept.length < record.objects.length) this.#records.set(grantee, { ...record, objects: kept });
    }
  }
}

function packageGrant(object: string): ObjectGrant {
  return { owner: 'SYS', object, type: 'PACKAGE', privilege: 'EXECUTE', grantor: 'SYS', grantable: false };
}

function isSameGrant(held: ObjectGrant, grant: Pick<ObjectGrant, 'owner' | 'object' | 'privilege'>): boolean {
  return held.owner === grant.owner && held.object === grant.object && held.privilege === grant.privilege;
}
