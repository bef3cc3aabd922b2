import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { runProgram } from './run-program';
import type { ToolRelease } from './tool';

/** An answer must begin within this time: where the internet is not reachable, the next way is tried soon. */
const answerTimeoutMs = 8_000;
const downloadTimeoutMs = 300_000;

/**
 * Downloads a release, checks it against the release's own checksums and unpacks it into `directory`.
 * @returns the program's path. @throws Error that says what failed: the next way is tried then.
 */
export async function downloadRelease(name: string, release: ToolRelease, directory: string): Promise<string> {
  const archive = release.archive(process.platform, process.arch);
  const checksums = (await download(`${release.baseUrl}/${release.checksums}`)).toString('utf8');
  const expected = checksumOf(checksums, archive);
  if (expected === undefined) throw new Error(`the release has no checksum for ${archive}`);
  const bytes = await download(`${release.baseUrl}/${archive}`);
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found !== expected) throw new Error(`${archive} has the SHA-256 ${found}, and should have ${expected}`);
  const file = path.join(directory, 'release.tar.gz');
  writeFileSync(file, bytes);
  return unpack(file, name, directory);
}

/** The line of sha256sum's format that names the file. */
export function checksumOf(checksums: string, file: string): string | undefined {
  for (const line of checksums.split('\n')) {
    const [digest, name] = line.trim().split(/\s+\*?/);
    if (name === file && digest !== undefined && /^[0-9a-f]{64}$/i.test(digest)) return digest.toLowerCase();
  }
  return undefined;
}

async function unpack(archive: string, program: string, directory: string): Promise<string> {
  const listed = await runProgram('tar', ['-tzf', archive], { timeoutMs: 60_000 });
  // Some releases have a folder around it.
  const member = listed.output.split('\n').find((name) => path.posix.basename(name) === program);
  if (!listed.ok || member === undefined) throw new Error(`${path.basename(archive)} holds no ${program}`);
  const unpacked = await runProgram('tar', ['-xzf', archive, '-C', directory, member], { timeoutMs: 60_000 });
  if (!unpacked.ok) throw new Error(`tar: ${unpacked.output}`);
  return path.join(directory, member);
}

async function download(url: string): Promise<Buffer> {
  const response = await fetchWithin(url);
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
  return Buffer.from(await response.arrayBuffer());
}

async function fetchWithin(url: string): Promise<Response> {
  const answered = new AbortController();
  const timer = setTimeout(() => answered.abort(new Error('no answer')), answerTimeoutMs);
  try {
    return await fetch(url, { signal: AbortSignal.any([answered.signal, AbortSignal.timeout(downloadTimeoutMs)]) });
  } catch (cause) {
    throw new Error(`${new URL(url).host} cannot be reached`, { cause });
  } finally {
    clearTimeout(timer);
  }
}
