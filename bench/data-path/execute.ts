import { spawn } from 'node:child_process';

/** Runs a line of bash to its end. Throws with what it said where it fails. */
export async function execute(line: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
  // With a bundle of certificates rclone refuses to start; nothing here speaks TLS.
  const { AWS_CA_BUNDLE: _none, ...inherited } = process.env;
  const child = spawn('bash', ['-e', '-o', 'pipefail', '-c', line], {
    env: { ...inherited, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  let answered = '';
  child.stdout.on('data', (chunk: Buffer) => (answered += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  if (code !== 0) throw new Error(`${line}: ended with ${code}: ${said.slice(-500)}`);
  return answered;
}
