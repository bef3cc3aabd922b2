import { createCipheriv, createDecipheriv, createHash, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto';

/** Iterations of both derivations, as Oracle sets them. */
export const verifierIterations = 4096;
export const sessionKeyIterations = 3;
const blockBytes = 16;

/**
 * The server's side of a 12c login (verifier 0x4815): both sides prove that they know the password, and the password
 * itself travels under a key that is made of random halves from both.
 */
export class PasswordVerifier {
  readonly verifierData = randomBytes(16);
  readonly sessionKeySalt = randomBytes(16);
  readonly #partA = randomBytes(32);
  readonly #hash: Buffer;
  readonly #password: Buffer;

  /** Without a password (the user does not exist, or may not log in) it behaves alike, and nothing ever matches. */
  constructor(password: string | undefined) {
    this.#password = password === undefined ? randomBytes(32) : Buffer.from(password);
    const salt = Buffer.concat([this.verifierData, Buffer.from('AUTH_PBKDF2_SPEEDY_KEY')]);
    const passwordKey = pbkdf2Sync(this.#password, salt, verifierIterations, 64, 'sha512');
    this.#hash = createHash('sha512').update(passwordKey).update(this.verifierData).digest().subarray(0, 32);
  }

  /** AUTH_SESSKEY of the first reply, as upper hex. */
  get serverSessionKey(): string {
    return hex(encrypt(this.#hash, this.#partA));
  }

  /** AUTH_SVR_RESPONSE if the client knows the password; undefined if it does not. */
  check(clientSessionKey: string, encryptedPassword: string): string | undefined {
    const clientKey = Buffer.from(clientSessionKey, 'hex');
    const sealed = Buffer.from(encryptedPassword, 'hex');
    if (clientKey.length !== this.#partA.length || sealed.length === 0 || sealed.length % blockBytes !== 0)
      return undefined;
    const partB = decrypt(this.#hash, clientKey);
    const mixed = hex(Buffer.concat([partB, this.#partA]));
    const key = pbkdf2Sync(mixed, this.sessionKeySalt, sessionKeyIterations, 32, 'sha512');
    const given = withoutPadding(decrypt(key, sealed).subarray(blockBytes));
    if (given.length !== this.#password.length || !timingSafeEqual(given, this.#password)) return undefined;
    // Padded like any message: ojdbc insists on it.
    return hex(encrypt(key, Buffer.concat([randomBytes(16), Buffer.from('SERVER_TO_CLIENT'), Buffer.alloc(16, 16)])));
  }
}

function withoutPadding(text: Buffer): Buffer {
  const padding = text.at(-1) ?? 0;
  return padding >= 1 && padding <= blockBytes ? text.subarray(0, text.length - padding) : text;
}

function encrypt(key: Buffer, text: Buffer): Buffer {
  const cipher = createCipheriv('aes-256-cbc', key, Buffer.alloc(blockBytes)).setAutoPadding(false);
  return Buffer.concat([cipher.update(text), cipher.final()]);
}

function decrypt(key: Buffer, text: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-cbc', key, Buffer.alloc(blockBytes)).setAutoPadding(false);
  return Buffer.concat([decipher.update(text), decipher.final()]);
}

function hex(bytes: Buffer): string {
  return bytes.toString('hex').toUpperCase();
}
