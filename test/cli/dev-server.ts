import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { requireTool } from '../../src/sandbox/tools/find-tool';
import { waitFor } from '../harness/wait-for';

export interface DevServer {
  readonly address: string;
  /** Kills it, as a power cut would. */
  kill(): Promise<void>;
  /** Starts it again on the same port, with what it had stored. */
  start(): Promise<void>;
}

/** Temporal's dev server on a free port, its store in a folder. */
export async function startDevServer(folder: string): Promise<DevServer> {
  const program = await requireTool('temporal', process.env);
  const port = await freePort();
  const address = `127.0.0.1:${port}`;
  const args = ['server', 'start-dev', '--headless', '--ip', '127.0.0.1', '--port', String(port)];
  let child: ChildProcess;
  const start = async (): Promise<void> => {
    const store = ['--db-filename', join(folder, 'temporal.db'), '--log-level', 'error'];
    child = spawn(program, [...args, ...store], { stdio: 'ignore' });
    await waitFor('Temporal’s dev server', () => isReady(address));
  };
  await start();
  return {
    address,
    start,
    kill: async () => {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}

async function isReady(address: string): Promise<boolean> {
  try {
    const connection = await Connection.connect({ address, connectTimeout: 1000 });
    try {
      await connection.workflowService.describeNamespace({ namespace: 'default' });
    } finally {
      await connection.close();
    }
    return true;
  } catch {
    // Not yet.
    return false;
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
