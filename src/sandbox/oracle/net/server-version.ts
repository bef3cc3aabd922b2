import type { StandInSettings } from '../engine';
import { fieldVersions, type Dialect } from './dialect';
import type { MessageWriter } from './message-writer';
import { messages } from './protocol-codes';

const releases = {
  '12.2': { major: 12, release: 2, update: 0, name: '12c' },
  '19c': { major: 19, release: 19, update: 0, name: '19c' },
  '23ai': { major: 23, release: 6, update: 0, name: '23ai' },
} as const;

const editions = { EE: 'Enterprise Edition', SE2: 'Standard Edition 2', FREE: 'Free' } as const;

/** The version in one number, as the login tells it. From field version 11 on it is laid out in another way. */
export function versionNumber(settings: StandInSettings, dialect: Dialect): number {
  const { major, release, update } = releases[settings.version];
  if (dialect.fieldVersion >= fieldVersions.v18_1Ext1) return major * 2 ** 24 + release * 2 ** 16 + update * 2 ** 12;
  // The old layout has 4 bits for the release: the versions that it was made for need no more.
  return major * 2 ** 24 + (release % 16) * 2 ** 20 + update * 2 ** 12;
}

/** Answers function 59: go-ora and JDBC ask for the version by itself. */
export function writeVersion(reply: MessageWriter, settings: StandInSettings, dialect: Dialect): void {
  const { major, name } = releases[settings.version];
  const edition = editions[settings.edition];
  const banner = Buffer.from(`Oracle Database ${name} ${edition} Release ${String(major)}.0.0.0.0 - Production`);
  reply.u8(messages.parameter).ub(banner.length);
  if (dialect.textsHaveLengths) reply.clr(banner);
  else reply.bytes(banner);
  reply.ub(versionNumber(settings, dialect));
}
