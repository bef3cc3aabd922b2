import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { Connection } from '@temporalio/client';
import { requireTool } from '../../src/sandbox/tools/find-tool';
import { waitFor } from '../harness/wait-for';

export interface DevServer {
  readonly address: string;
  stop(): Promise<void>;
}

/** Temporal's dev server, in memory, on a free port. */
export async function startDevServer(): Promise<DevServer> {
  const program = await requireTool('temporal', process.env);
  const port = await freePort();
  const args = [
    'server',
    'start-dev',
    '--headless',
    '--ip',
    '127.0.0.1',
    '--port',
    String(port),
    '--log-level',
    'error',
  ];
  const child = spawn(program, args, { stdio: 'ignore' });
  const address = `127.0.0.1:${port}`;
  await waitFor('Temporal’s dev server', () => isReady(address));
  return {
    address,
    stop: async () => {
      child.kill();
      if (child.exitCode === null) await once(child, 'exit');
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
