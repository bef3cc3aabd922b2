import type { PlayedVersion } from '../engine';
import { parseObjectTypes } from './datapump-types';
import { dbmsDatapump } from './dbms-datapump';
import { dbmsLob } from './dbms-lob';
import { parseHeader } from './header-text';
import type { PlType } from './pl-type';
import { sessionPackages } from './session-packages';
import type { PackageSpecification } from './specification';
import { standard } from './standard';
import { utlFile } from './utl-file';

const releases: Readonly<Record<PlayedVersion, number>> = { '12.2': 12, '19c': 19, '23ai': 23 };

/** What PL/SQL may name on a server of one version: packages, SYS's object types, package STANDARD. */
export class Catalogue {
  readonly standard: PackageSpecification;
  readonly #types = parseObjectTypes();
  readonly #packages: ReadonlyMap<string, PackageSpecification>;

  constructor(version: PlayedVersion) {
    const release = releases[version];
    this.standard = parseHeader(standard, release, this.#types);
    const headers = [dbmsDatapump, dbmsLob, utlFile, ...sessionPackages];
    this.#packages = new Map(headers.map((header) => [header.name, parseHeader(header, release, this.#types)]));
  }

  /** A package by its upper-case name. */
  package(name: string): PackageSpecification | undefined {
    return this.#packages.get(name);
  }

  /** An object type of SYS, or its public synonym, by its upper-case name. */
  objectType(name: string): PlType | undefined {
    return this.#types.get(name);
  }
}
