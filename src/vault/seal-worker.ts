/**
 * What a thread of PartThreads runs: compress and encrypt, or hash, decrypt and decompress, one part at a time. Node runs
 * this file and those that it imports as they are, compiled or (in the tests) as TypeScript: hence the `.ts` of the
 * imports, and nothing but types from other files.
 */
import { hash } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import { decrypt, encrypt, free } from './age-payload.ts';
import { cpuMs, sampleLevels } from './sample-levels.ts';
import type { DigestJob, OpenDone, OpenJob, SealDone, SealJob, ThreadAnswer } from './seal-jobs.ts';
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

function answerTo(job: SealJob | OpenJob | DigestJob): ThreadAnswer {
  if (job.kind === 'digest') return { digest: hash('sha256', job.bytes) };
  return job.kind === 'seal' ? { sealed: seal(job) } : { opened: open(job) };
}

parentPort?.on('message', (job: SealJob | OpenJob | DigestJob) => {
  let answer: ThreadAnswer;
  try {
    answer = answerTo(job);
  } catch (error) {
    answer = { failed: error instanceof Error ? error.message : String(error) };
  }
  parentPort?.postMessage(answer, []);
});
