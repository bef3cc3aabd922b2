import { hash, sign, verify } from 'node:crypto';
import { BackupError } from '../../errors';
import { bareKey, keyType, publicBlob, publicKeyOf, type SigningKey } from './ssh-keys';
import { SshReader, sshString, sshUint32 } from './ssh-wire';

/** SSH signatures (OpenSSH's PROTOCOL.sshsig): what `ssh-keygen -Y sign` writes and `ssh-keygen -Y verify` checks. */

export const signatureNamespace = 'redoubt-backup';
const magic = 'SSHSIG';
const version = 1;
const armor = { begin: '-----BEGIN SSH SIGNATURE-----', end: '-----END SSH SIGNATURE-----' };

/** What is really signed: the digest, and what it is for. */
function signedData(hashAlgorithm: 'sha256' | 'sha512', bytes: Buffer): Buffer {
  const digest = hash(hashAlgorithm, bytes, 'buffer');
  return Buffer.concat([
    Buffer.from(magic),
    ...[signatureNamespace, '', hashAlgorithm].map(sshString),
    sshString(digest),
  ]);
}

/** The armored signature of the bytes; the same key and bytes give the same signature. */
export function signBytes(bytes: Buffer, { privateKey, publicKey }: SigningKey): string {
  const raw = Buffer.from(publicKey.split(' ')[1] ?? '', 'base64').subarray(-32);
  const signature = sign(null, signedData('sha512', bytes), privateKey);
  const blob = Buffer.concat([
    Buffer.from(magic),
    sshUint32(version),
    sshString(publicBlob(raw)),
    ...[signatureNamespace, '', 'sha512'].map(sshString),
    sshString(Buffer.concat([sshString(keyType), sshString(signature)])),
  ]);
  const lines = blob.toString('base64').match(/.{1,70}/g) ?? [];
  return `${[armor.begin, ...lines, armor.end].join('\n')}\n`;
}

/**
 * Checks a signature, and that its key is one of `trusted` (`ssh-ed25519 AAAA… comment`). With no trusted key at all
 * any key is taken: the caller says so to its user.
 * @returns the signer's public key, without a comment
 * @throws BackupError SIGNATURE_INVALID
 */
export function verifySignature(bytes: Buffer, signature: string, trusted: readonly string[]): string {
  const { key, line, hashAlgorithm, raw } = parseSignature(signature);
  if (!verify(null, signedData(hashAlgorithm, bytes), key, raw)) {
    throw new BackupError('SIGNATURE_INVALID', 'the signature does not fit the bytes');
  }
  if (trusted.length > 0 && !trusted.some((known) => bareKey(known) === line)) {
    throw new BackupError('SIGNATURE_INVALID', `it is signed by a key that is not trusted: ${line}`);
  }
  return line;
}

function parseSignature(text: string) {
  const invalid = (why: string): BackupError => new BackupError('SIGNATURE_INVALID', `the signature ${why}`);
  const trimmed = text.trim();
  if (!trimmed.startsWith(armor.begin) || !trimmed.endsWith(armor.end)) throw invalid('is not an SSH signature');
  const blob = Buffer.from(trimmed.slice(armor.begin.length, -armor.end.length), 'base64');
  const reader = new SshReader(blob, 'SIGNATURE_INVALID', 'the signature');
  if (reader.raw(magic.length).toString('latin1') !== magic || reader.uint32() !== version) {
    throw invalid('is of an unknown version');
  }
  const signer = publicKeyOf(reader.string());
  const [namespace, , hashAlgorithm] = [reader.text(), reader.text(), reader.text()];
  if (signer === undefined) throw invalid(`is not by an ${keyType} key`);
  if (namespace !== signatureNamespace) throw invalid(`is for "${namespace}", not for ${signatureNamespace}`);
  if (hashAlgorithm !== 'sha512' && hashAlgorithm !== 'sha256') throw invalid('uses an unknown hash');
  const inner = new SshReader(reader.string(), 'SIGNATURE_INVALID', 'the signature');
  if (inner.text() !== keyType) throw invalid(`is not by an ${keyType} key`);
  return { ...signer, hashAlgorithm, raw: inner.string() } as const;
}
