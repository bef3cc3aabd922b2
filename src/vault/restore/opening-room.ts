import { pagesOf } from './direct-file';
import { openedRoom } from './open-part';

/** Memory that one part after the other is fetched into and opened in: shared with the threads, and used again. */
export class OpeningRoom {
  #sealed = new SharedArrayBuffer(0);
  #plain = new SharedArrayBuffer(0);

  sealed(bytes: number): Buffer {
    if (this.#sealed.byteLength < bytes) this.#sealed = new SharedArrayBuffer(bytes);
    return Buffer.from(this.#sealed, 0, bytes);
  }

  /** At least what opening a part of so many plain bytes needs. */
  plain(bytes: number): SharedArrayBuffer {
    if (this.#plain.byteLength < openedRoom(bytes)) this.#plain = pagesOf(openedRoom(bytes));
    return this.#plain;
  }
}

/** Of all rooms of a restore. */
const roomBytes = 256 * 1024 * 1024;
const mostRooms = 5;

/** How many parts of a size are fetched and opened at once: few where they are large, so that memory is bounded. */
export function roomsFor(partBytes: number): number {
  return Math.max(1, Math.min(mostRooms, Math.floor(roomBytes / (2 * partBytes))));
}
