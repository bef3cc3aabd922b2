import { once } from 'node:events';
import http from 'node:http';
import { json } from 'node:stream/consumers';
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
    const { status, reply } = await this.#post(operation, request, signal);
    if (status !== 200) throw asBackupError(reply);
    // The schema of this operation's reply, which TypeScript cannot tell from the generic K.
    return controlReplies[operation].parse(reply) as ControlReplies[K];
  }

  /** Not `fetch`, which gives up after five minutes: a large load takes longer. */
  async #post(
    operation: string,
    body: unknown,
    signal: AbortSignal | undefined,
  ): Promise<{ readonly status: number | undefined; readonly reply: unknown }> {
    try {
      const request = http.request(`${this.#url}/${operation}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' },
        ...(signal === undefined ? {} : { signal }),
      });
      request.end(JSON.stringify(body));
      // `once` rejects when the request fails.
      const [response] = (await once(request, 'response')) as [http.IncomingMessage];
      return { status: response.statusCode, reply: await json(response) };
    } catch (cause) {
      throw new BackupError('SANDBOX_FAILED', `the Oracle stand-in does not answer at ${this.#url}`, { cause });
    }
  }
}

function asBackupError(reply: unknown): BackupError {
  const failure = failureSchema.safeParse(reply);
  if (!failure.success) return new BackupError('SANDBOX_FAILED', 'the Oracle stand-in answered no error of its own');
  const { code, message } = failure.data.error;
  return new BackupError(isErrorCode(code) ? code : 'SANDBOX_FAILED', message);
}
