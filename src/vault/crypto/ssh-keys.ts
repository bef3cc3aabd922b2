import { createPrivateKey, createPublicKey, generateKeyPairSync, randomInt, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { BackupError } from '../../errors';
import { SshReader, sshString, sshUint32 } from './ssh-wire';

/** OpenSSH's Ed25519 keys: PROTOCOL.key of OpenSSH for the file, RFC 8709 for the public key. */

export const keyType = 'ssh-ed25519';
const magic = 'openssh-key-v1\0';
const armor = { begin: '-----BEGIN OPENSSH PRIVATE KEY-----', end: '-----END OPENSSH PRIVATE KEY-----' };

/** What comes before the 32 bytes of a raw Ed25519 key in DER (RFC 8410). */
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');
const spkiPrefix = Buffer.from('302a300506032b6570032100', 'hex');

export interface SigningKey {
  readonly privateKey: KeyObject;
  /** `ssh-ed25519 AAAA…`, without a comment. */
  readonly publicKey: string;
}

/** The public key as SSH's formats carry it. */
export const publicBlob = (raw: Uint8Array): Buffer => Buffer.concat([sshString(keyType), sshString(raw)]);
const publicLine = (raw: Uint8Array): string => `${keyType} ${publicBlob(raw).toString('base64')}`;

/** A new key: the text of the private file (keep it at mode 0600), and the line of the public one. */
export function generateSigningKey(comment: string): { readonly privateFile: string; readonly publicKey: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const seed = privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(-32);
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  const check = sshUint32(randomInt(2 ** 32));
  const secret = [
    check,
    check,
    sshString(keyType),
    sshString(raw),
    sshString(Buffer.concat([seed, raw])),
    sshString(comment),
  ];
  const length = secret.reduce((sum, field) => sum + field.length, 0);
  const padding = Buffer.from(Array.from({ length: (8 - (length % 8)) % 8 }, (_, i) => i + 1));
  const blob = Buffer.concat([
    Buffer.from(magic),
    ...['none', 'none', ''].map(sshString),
    sshUint32(1),
    sshString(publicBlob(raw)),
    sshString(Buffer.concat([...secret, padding])),
  ]);
  const lines = blob.toString('base64').match(/.{1,70}/g) ?? [];
  return {
    privateFile: `${[armor.begin, ...lines, armor.end].join('\n')}\n`,
    publicKey: publicLine(raw),
  };
}

/** @throws BackupError SIGNING_KEY_INVALID. No message repeats what the file holds. */
export async function readSigningKey(path: string): Promise<SigningKey> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new BackupError('SIGNING_KEY_INVALID', `the signing key ${path} cannot be read: ${String(cause)}`, { cause });
  });
  return parseSigningKey(text, path);
}

/** @throws BackupError SIGNING_KEY_INVALID */
export function parseSigningKey(text: string, path: string): SigningKey {
  const invalid = (why: string): BackupError =>
    new BackupError('SIGNING_KEY_INVALID', `the signing key ${path} ${why}`);
  const trimmed = text.trim();
  if (!trimmed.startsWith(armor.begin) || !trimmed.endsWith(armor.end)) {
    throw invalid('is not an OpenSSH private key file');
  }
  const blob = Buffer.from(trimmed.slice(armor.begin.length, -armor.end.length), 'base64');
  const reader = new SshReader(blob, 'SIGNING_KEY_INVALID', `the signing key ${path}`);
  if (reader.raw(magic.length).toString('latin1') !== magic) throw invalid('is not in the format openssh-key-v1');
  const [cipher] = [reader.text(), reader.text(), reader.text()];
  if (cipher !== 'none') {
    throw invalid('is protected by a passphrase: the worker has nobody to ask; take it off with `ssh-keygen -p -N ""`');
  }
  if (reader.uint32() !== 1) throw invalid('holds more than one key');
  reader.string();
  const secret = new SshReader(reader.string(), 'SIGNING_KEY_INVALID', `the signing key ${path}`);
  if (secret.uint32() !== secret.uint32()) throw invalid('is damaged');
  const type = secret.text();
  if (type !== keyType) throw invalid(`is ${type}: an ${keyType} key is needed`);
  const raw = secret.string();
  const seed = secret.string().subarray(0, 32);
  if (raw.length !== 32 || seed.length !== 32) throw invalid('is damaged');
  const privateKey = createPrivateKey({ key: Buffer.concat([pkcs8Prefix, seed]), format: 'der', type: 'pkcs8' });
  return { privateKey, publicKey: publicLine(raw) };
}

/** The type and Base64 of a public key's line; comments do not count. */
export function bareKey(publicKey: string): string {
  return publicKey.trim().split(/\s+/).slice(0, 2).join(' ');
}

/** The key that an SSH blob holds; undefined where it is no Ed25519 key. */
export function publicKeyOf(blob: Buffer): { readonly key: KeyObject; readonly line: string } | undefined {
  const reader = new SshReader(blob, 'SIGNATURE_INVALID', 'the public key');
  if (reader.text() !== keyType) return undefined;
  const raw = reader.string();
  if (raw.length !== 32) return undefined;
  const key = createPublicKey({ key: Buffer.concat([spkiPrefix, raw]), format: 'der', type: 'spki' });
  return { key, line: publicLine(raw) };
}
