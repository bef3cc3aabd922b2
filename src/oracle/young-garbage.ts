/** V8 begins to go through its whole heap when so much memory outside it has come since it last did, less some room. */
const bytesBetween = 8 * 1000 * 1000;

/**
 * Has V8 look at its youngest objects in time. Each read of a socket is 64 KiB outside V8's heap behind a small object:
 * those that are done with go unseen until enough small objects are there, and before that, at 32 MB, V8 goes through its
 * whole heap to find them, which took four fifths of what reading takes. Only where the process lets it (`--expose-gc`;
 * src/worker/lean-process.ts).
 */
export class YoungGarbage {
  #bytes = 0;

  /** @param collect looks at the youngest objects */
  constructor(private readonly collect: () => unknown = collectYoung) {}

  /** So many bytes more were read, and are done with. */
  add(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes < bytesBetween) return;
    this.#bytes = 0;
    this.collect();
  }
}

/** Of the whole process, whatever reads. */
export const youngGarbage = new YoungGarbage();

/** Where the process has no `gc`, V8 does as it likes. */
function collectYoung(): unknown {
  return globalThis.gc?.({ type: 'minor' });
}
