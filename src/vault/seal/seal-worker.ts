/**
 * What a thread of PartThreads runs: compress and encrypt, decrypt and decompress, hash, or write, one part at a time. Node runs
 * this file and those that it imports as they are, compiled or (in the tests) as TypeScript: hence the `.ts` of the
 * imports, and nothing but types from other files.
 */
import { hash } from 'node:crypto';
import { writeSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { decrypt, encrypt, free } from '../crypto/age-payload.ts';
import { cpuMs, sampleLevels } from './sample-levels.ts';
import type { FailedJob, Job, OpenDone, OpenJob, SealDone, SealJob, ThreadAnswer, WriteJob } from './seal-jobs.ts';
import { compress, unpack } from './zstd-rooms.ts';

/** The steps of stage-clock.ts, each marked when it begins. */
const [hashPlainStep, compressStep, encryptStep, hashSealedStep, endStep] = [0, 1, 2, 3, 4];

// PartThreads gives a thread its clock; without one (in a test) nobody reads it.
const clock = workerData instanceof Float64Array ? workerData : new Float64Array(5);

const mark = (step: number): void => {
  clock[step] = performance.timeOrigin + performance.now();
};

function seal(job: SealJob): SealDone {
  const startedMs = cpuMs();
  mark(hashPlainStep);
  const sha256 = hash('sha256', job.plain);
  mark(compressStep);
  const beforeMs = cpuMs();
  const packed = compress(job);
  const othersFromMs = startedMs + cpuMs() - beforeMs;
  mark(encryptStep);
  const sealed = encrypt(packed, job);
  free(packed);
  mark(hashSealedStep);
  const sealedSha256 = hash('sha256', sealed);
  mark(endStep);
  const done = { sizeBytes: sealed.length, sha256, sealedSha256 };
  return job.sample === undefined ? done : { ...done, sampled: sampleLevels(job, job.sample, cpuMs() - othersFromMs) };
}

function open(job: OpenJob): OpenDone {
  const plain = unpack(decrypt(job), job);
  return { sizeBytes: plain.length, sha256: hash('sha256', plain) };
}

/**
 * So much a write. Of a larger one the kernel makes pages as large as it can find, and on a virtual machine those are
 * often fresh: 512 KiB take half as much CPU again, 1 MiB twice as much; 128 KiB take as much.
 */
const pieceBytes = 256 * 1024;

function write({ bytes, fd, offset }: WriteJob): number {
  let written = 0;
  while (written < bytes.length) {
    written += writeSync(fd, bytes, written, Math.min(pieceBytes, bytes.length - written), offset + written);
  }
  return written;
}

function answerTo(job: Job): ThreadAnswer {
  switch (job.kind) {
    case 'seal':
      return { sealed: seal(job) };
    case 'open':
      return { opened: open(job) };
    case 'digest':
      return { digest: hash('sha256', job.bytes) };
    case 'write':
      return { writtenBytes: write(job) };
  }
}

function failure(error: unknown): FailedJob {
  if (!(error instanceof Error)) return { failed: String(error) };
  const { message: failed, code, syscall } = error as NodeJS.ErrnoException;
  return syscall === undefined ? { failed } : { failed, system: { syscall, ...(code === undefined ? {} : { code }) } };
}

parentPort?.on('message', (job: Job) => {
  let answer: ThreadAnswer;
  try {
    answer = answerTo(job);
  } catch (error) {
    answer = failure(error);
  }
  parentPort?.postMessage(answer, []);
});
