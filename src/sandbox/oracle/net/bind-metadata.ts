import { fieldVersions, type Dialect } from './dialect';
import type { MessageReader } from './message-reader';
import type { WireType } from './wire-values';

const arrayFlag = 0x40;
const lobPrefetchFlag = 0x200_0000;

/** How the client declared a bind, or how it wants to have a column. */
export interface BindMetadata extends WireType {
  readonly maxSize: number;
  readonly isArray: boolean;
}

/** Reads the declarations of binds or columns. */
export function readMetadata(message: MessageReader, count: number, dialect: Dialect): readonly BindMetadata[] {
  return Array.from({ length: count }, () => {
    const code = message.u8();
    const flags = message.u8();
    message.bytes(2); // precision, scale
    const maxSize = message.ub();
    message.ub(); // array elements
    const lobFlags = message.ub();
    message.sizedClr(); // object type
    message.ub(); // its version
    message.ub(); // character set
    const charsetForm = message.u8();
    message.ub(); // characters, or bytes of LOB prefetch
    if (dialect.fieldVersion >= fieldVersions.v12_2) message.ub();
    const hasLobPrefetch = (lobFlags & lobPrefetchFlag) !== 0;
    return { code, maxSize, charsetForm, hasLobPrefetch, isArray: (flags & arrayFlag) !== 0 };
  });
}
