import { z } from 'zod';
import { BackupError, isErrorCode } from '../../errors';
import type { Fault, FaultKind } from './faults';
import { controlReplies, type ControlReplies, type ControlRequests } from './control-messages';

const failureSchema = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

/** Talks to the control port of a running stand-in. */
export class ControlClient {
  readonly #url: string;
  readonly #token: string;

  constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  async isReady(): Promise<boolean> {
    try {
      return (await this.call('status', {}, AbortSignal.timeout(2000))).ready;
    } catch {
      // Nothing listens yet, or not yet whole: that is the answer.
      return false;
    }
  }

  async addFault(fault: Fault): Promise<void> {
    await this.call('add-fault', { fault });
  }

  async clearFaults(kind?: FaultKind): Promise<void> {
    await this.call('clear-faults', kind === undefined ? {} : { kind });
  }

  async listFaults(): Promise<readonly Fault[]> {
    return (await this.call('list-faults', {})).faults;
  }

  /** @throws BackupError what the stand-in answers (LOAD_INVALID, …); SANDBOX_FAILED when nothing answers. */
  async call<K extends keyof ControlRequests>(
    operation: K,
    request: ControlRequests[K],
    signal?: AbortSignal,
  ): Promise<ControlReplies[K]> {
    let response: Response;
    try {
      response = await fetch(`${this.#url}/${operation}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' },
        body: JSON.stringify(request),
        ...(signal === undefined ? {} : { signal }),
      });
    } catch (cause) {
      throw new BackupError('SANDBOX_FAILED', `the Oracle stand-in does not answer at ${this.#url}`, { cause });
    }
    const reply: unknown = await response.json();
    if (!response.ok) throw asBackupError(reply);
    // The schema of this operation's reply, which TypeScript cannot tell from the generic K.
    return controlReplies[operation].parse(reply) as ControlReplies[K];
  }
}

function asBackupError(reply: unknown): BackupError {
  const failure = failureSchema.safeParse(reply);
  if (!failure.success) return new BackupError('SANDBOX_FAILED', 'the Oracle stand-in answered no error of its own');
  const { code, message } = failure.data.error;
  return new BackupError(isErrorCode(code) ? code : 'SANDBOX_FAILED', message);
}
