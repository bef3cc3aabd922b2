import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { seededRandom } from '../harness/seeded-random';

/** A line to a database on which answers come in pieces, cut at random, and stop when a test says so. */
export interface LateLine extends AsyncDisposable {
  readonly port: number;
  /** From now on answers lie on the line until they are let go. */
  hold(): void;
  letGo(): void;
  /** Of answers, so far. */
  readonly bytesHeld: number;
}

export async function openLateLine(databasePort: number): Promise<LateLine> {
  const random = seededRandom(7);
  const sockets = new Set<Socket>();
  const held: { readonly to: Socket; readonly bytes: Buffer }[] = [];
  let isHolding = false;
  let delivering = Promise.resolve();

  const deliver = (to: Socket, bytes: Buffer): void => {
    delivering = delivering.then(async () => {
      for (let at = 0; at < bytes.length && !to.destroyed;) {
        // Often a few bytes only: the end of an answer comes alone.
        const size = Math.ceil(random() ** 4 * 100_000);
        to.write(bytes.subarray(at, at + size));
        at += size;
        // The driver takes a piece before the next one comes.
        await new Promise((resolve) => setImmediate(resolve));
        await new Promise((resolve) => setImmediate(resolve));
      }
    });
  };
  const server = createServer((driver) => {
    const database = connect(databasePort, '127.0.0.1');
    for (const socket of [driver, database]) {
      socket.setNoDelay(true);
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => [driver, database].forEach((end) => end.destroy()));
    }
    driver.pipe(database);
    database.on('data', (bytes) => (isHolding ? void held.push({ to: driver, bytes }) : deliver(driver, bytes)));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    hold: () => void (isHolding = true),
    letGo: () => {
      isHolding = false;
      for (const { to, bytes } of held.splice(0)) deliver(to, bytes);
    },
    get bytesHeld() {
      return held.reduce((sum, { bytes }) => sum + bytes.length, 0);
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
