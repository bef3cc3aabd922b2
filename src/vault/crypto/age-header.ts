import { Decrypter, Encrypter } from 'age-encryption';
import { BackupError } from '../../errors';

/** What a part is encrypted with: a header for its recipients, and the file key that it wraps. */
export interface SealedHeader {
  readonly header: Uint8Array;
  readonly fileKey: Uint8Array;
}

/**
 * A fresh file key and the age header that wraps it for the recipients (`age1…`). The package makes whole files only:
 * an empty one is made, and all but its header is dropped; a recipient of ours that asks for no place in the header
 * learns the file key.
 * @throws BackupError NO_RECIPIENT, CONFIG_INVALID for what is not a recipient
 */
export async function createHeader(recipients: readonly string[]): Promise<SealedHeader> {
  const encrypter = encrypterFor(recipients);
  let fileKey: Uint8Array | undefined;
  encrypter.addRecipient({
    wrapFileKey: (key) => {
      fileKey = Uint8Array.from(key);
      return [];
    },
  });
  const emptyFile = await encrypter.encrypt(new Uint8Array());
  if (fileKey === undefined) throw new BackupError('INTERNAL', 'age-encryption did not hand out the file key');
  const headerBytes = headerLength(emptyFile);
  return { header: emptyFile.slice(0, headerBytes), fileKey };
}

/** @throws BackupError NO_RECIPIENT, CONFIG_INVALID */
export function checkRecipients(recipients: readonly string[]): void {
  encrypterFor(recipients);
}

function encrypterFor(recipients: readonly string[]): Encrypter {
  if (recipients.length === 0) throw new BackupError('NO_RECIPIENT', 'there is no recipient to encrypt for');
  const encrypter = new Encrypter();
  for (const recipient of recipients) {
    try {
      encrypter.addRecipient(recipient);
    } catch (cause) {
      throw new BackupError('CONFIG_INVALID', `encryption.recipients: "${recipient}" is not an age recipient`, {
        cause,
        hint: 'A recipient is the public key (age1…) that `redoubt keygen` or `age-keygen -y` prints; check for a typing error.',
      });
    }
  }
  return encrypter;
}

/**
 * The file key of a sealed part. Where its bytes are not whole, the error may be of either kind.
 * @throws BackupError IDENTITY_MISMATCH; OBJECT_DAMAGED where there is no header
 */
export async function unwrapFileKey(
  sealed: Uint8Array,
  identities: readonly string[],
): Promise<{ readonly fileKey: Uint8Array; readonly headerBytes: number }> {
  const headerBytes = headerLength(sealed);
  const decrypter = new Decrypter();
  for (const identity of identities) decrypter.addIdentity(identity);
  try {
    return { fileKey: await decrypter.decryptHeader(sealed.slice(0, headerBytes)), headerBytes };
  } catch (cause) {
    throw new BackupError('IDENTITY_MISMATCH', 'none of the identities opens what was sealed', { cause });
  }
}

const maxHeaderBytes = 64 * 1024;

/** The header's last line is `--- ` and a MAC (C2SP age specification, "Header"). */
function headerLength(file: Uint8Array): number {
  const start = Buffer.from(file.buffer, file.byteOffset, Math.min(file.length, maxHeaderBytes));
  const macAt = start.indexOf('\n--- ');
  const end = macAt === -1 ? -1 : start.indexOf('\n', macAt + 1);
  if (end === -1) throw new BackupError('OBJECT_DAMAGED', 'it does not begin with an age header');
  return end + 1;
}
