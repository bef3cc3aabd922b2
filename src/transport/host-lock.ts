import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

const everyMs = 20;

/**
 * Lets one process of this network namespace at a time change its settings. The lock is a listening socket with an
 * abstract name: it lives in the network namespace, as the settings do, whatever the containers' view of processes and
 * files is, and the kernel takes it away with its holder, also after kill -9. Linux only.
 * @param scope what is changed (the folder of the settings): a name that all its changers share.
 * @throws Error when another one holds it for longer than `timeoutMs`.
 */
export async function withHostLock<T>(scope: string, work: () => Promise<T>, timeoutMs = 30_000): Promise<T> {
  const lock = await takeLock(lockName(scope), Date.now() + timeoutMs);
  try {
    return await work();
  } finally {
    await new Promise((resolve) => lock.close(resolve));
  }
}

/** Hashed: a socket's name holds 107 bytes. */
export const lockName = (scope: string): string =>
  `\0redoubt-host-tuning-${createHash('sha256').update(scope).digest('hex').slice(0, 16)}`;

async function takeLock(name: string, untilMs: number): Promise<Server> {
  for (;;) {
    const lock = await tryListen(name);
    if (lock !== undefined) return lock;
    if (Date.now() > untilMs) throw new Error(`another process is changing this host's settings for too long`);
    await wait(everyMs);
  }
}

function tryListen(name: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    // Nobody has anything to say to a lock.
    const server = createServer((socket) => socket.destroy());
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error),
    );
    server.listen({ path: name }, () => resolve(server));
  });
}
