import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { generateSigningKey, parseSigningKey } from '../../../src/vault/crypto/ssh-keys';
import { signBytes, verifySignature } from '../../../src/vault/crypto/ssh-signature';

const bytes = Buffer.from('{"format":"redoubt-backup"}\n');
const withCode = (code: string) => expect.objectContaining({ code });

describe('an SSH signature', () => {
  const folder = mkdtempSync(join(tmpdir(), 'redoubt-ssh-'));
  const ours = generateSigningKey('redoubt@test');
  const key = parseSigningKey(ours.privateFile, 'ours');
  const path = (name: string): string => join(folder, name);
  afterAll(() => rmSync(folder, { recursive: true }));

  const sshKeygen = (args: readonly string[], input?: Buffer) =>
    spawnSync('ssh-keygen', args, { input, encoding: 'utf8' });
  const verifyArgs = (signature: string): string[] => {
    writeFileSync(path('allowed'), `redoubt namespaces="redoubt-backup" ${ours.publicKey}\n`);
    writeFileSync(path('sig'), signature);
    return ['-Y', 'verify', '-n', 'redoubt-backup', '-I', 'redoubt', '-f', path('allowed'), '-s', path('sig')];
  };

  it('is accepted by ssh-keygen -Y verify, for these bytes alone', () => {
    const signature = signBytes(bytes, key);
    expect(sshKeygen(verifyArgs(signature), bytes)).toMatchObject({ status: 0 });
    expect(sshKeygen(verifyArgs(signature), Buffer.from('other')).status).not.toBe(0);
  });

  it('is the same as that of ssh-keygen -Y sign with the same key', () => {
    writeFileSync(path('id'), ours.privateFile);
    chmodSync(path('id'), 0o600);
    const theirs = sshKeygen(['-Y', 'sign', '-n', 'redoubt-backup', '-f', path('id')], bytes);
    expect(theirs.stdout).toBe(signBytes(bytes, key));
    expect(verifySignature(bytes, theirs.stdout, [ours.publicKey])).toBe(ours.publicKey);
  });

  it('made by a key of ssh-keygen is verified, with and without a comment in the trusted key', () => {
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'a comment', '-f', path('theirs')]);
    const theirs = parseSigningKey(readFileSync(path('theirs'), 'utf8'), 'theirs');
    const publicLine = readFileSync(path('theirs.pub'), 'utf8');
    expect(publicLine.startsWith(theirs.publicKey)).toBe(true);
    expect(verifySignature(bytes, signBytes(bytes, theirs), ['ssh-ed25519 AAAA other', publicLine])).toBe(
      theirs.publicKey,
    );
  });

  it('names a key that ssh-keygen reads back from the file that we write', () => {
    writeFileSync(path('own'), ours.privateFile, { mode: 0o600 });
    expect(execFileSync('ssh-keygen', ['-y', '-f', path('own')], { encoding: 'utf8' })).toContain(ours.publicKey);
  });

  it('is refused for other bytes, another key, another namespace, and when it is damaged', () => {
    const signature = signBytes(bytes, key);
    const refused = withCode('SIGNATURE_INVALID');
    expect(() => verifySignature(Buffer.from('other'), signature, [])).toThrow(refused);
    expect(() => verifySignature(bytes, signature, [generateSigningKey('x').publicKey])).toThrow(refused);
    expect(() => verifySignature(bytes, 'nonsense', [])).toThrow(refused);
    expect(() => verifySignature(bytes, signature.replace(/\n.{20}/, '\nAAAA'), [])).toThrow(refused);
    writeFileSync(path('id'), ours.privateFile, { mode: 0o600 });
    const elsewhere = sshKeygen(['-Y', 'sign', '-n', 'file', '-f', path('id')], bytes).stdout;
    expect(() => verifySignature(bytes, elsewhere, [])).toThrow(refused);
  });

  it('holds for all bytes and for no others', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.uint8Array(), (a, b) => {
        fc.pre(Buffer.compare(a, b) !== 0);
        const signature = signBytes(Buffer.from(a), key);
        expect(verifySignature(Buffer.from(a), signature, [ours.publicKey])).toBe(ours.publicKey);
        expect(() => verifySignature(Buffer.from(b), signature, [])).toThrow(withCode('SIGNATURE_INVALID'));
      }),
    );
  });
});

describe('a signing key file', () => {
  it('is refused, with the reason, when it cannot sign by itself', () => {
    const folder = mkdtempSync(join(tmpdir(), 'redoubt-key-'));
    const make = (args: readonly string[]): string => {
      execFileSync('ssh-keygen', ['-q', '-f', join(folder, 'k'), ...args], { input: 'y\n', stdio: 'pipe' });
      return readFileSync(join(folder, 'k'), 'utf8');
    };
    const parse = (text: string) => () => parseSigningKey(text, 'the-key');
    expect(parse(make(['-t', 'ed25519', '-N', 'secret']))).toThrow(/the-key is protected by a passphrase/);
    expect(parse(make(['-t', 'ecdsa', '-N', '']))).toThrow(/ecdsa-sha2-nistp256/);
    expect(parse('-----BEGIN PRIVATE KEY-----')).toThrow(withCode('SIGNING_KEY_INVALID'));
    const { privateFile } = generateSigningKey('x');
    expect(parse(privateFile.split('\n').toSpliced(2, 1).join('\n'))).toThrow(withCode('SIGNING_KEY_INVALID'));
    rmSync(folder, { recursive: true });
  });
});
