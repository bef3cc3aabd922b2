import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { S3Client } from '@aws-sdk/client-s3';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { RegionSettings } from '../../domain/region-settings';
import type { RegionTimeouts, S3RegionOptions } from './s3-region';

const agentSettings = { keepAlive: true, maxSockets: 64 };

interface ClientOptions extends S3RegionOptions {
  readonly timeouts: RegionTimeouts;
  /** Connections at a time; default: as many as the region's agents are for. */
  readonly connections?: number;
}

/** The SDK's client as a region needs it: one attempt a call, no second hash of a body whose digest is known. */
export function createS3Client(
  settings: RegionSettings,
  { timeouts, httpAgent, httpsAgent, connections }: ClientOptions,
): S3Client {
  const plain = connections === undefined ? agentSettings : { ...agentSettings, maxSockets: connections };
  const client = new S3Client({
    region: settings.region,
    ...(settings.endpoint === undefined ? {} : { endpoint: settings.endpoint }),
    ...(settings.pathStyle === undefined ? {} : { forcePathStyle: settings.pathStyle }),
    ...(settings.credentials === undefined ? {} : { credentials: settings.credentials }),
    maxAttempts: 1,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: new NodeHttpHandler({
      // It would count the wait for a free connection too: agents of one's own have their own limit for connecting.
      connectionTimeout: httpAgent === undefined && httpsAgent === undefined ? timeouts.connectMs : 0,
      socketTimeout: timeouts.idleMs,
      httpAgent: httpAgent?.(connections) ?? new HttpAgent(plain),
      httpsAgent: httpsAgent?.(connections) ?? new HttpsAgent(plain),
    }),
  });
  // The body is vouched for by its own checksum: over http too, where the SDK would hash it again for the signature.
  client.middlewareStack.add(
    (next) => (args) => {
      if (isRequest(args.request) && 'x-amz-checksum-sha256' in args.request.headers) {
        args.request.headers['x-amz-content-sha256'] = 'UNSIGNED-PAYLOAD';
      }
      return next(args);
    },
    { step: 'build', name: 'unsignedPayload' },
  );
  return client;
}

function isRequest(value: unknown): value is { headers: Record<string, string> } {
  return typeof value === 'object' && value !== null && 'headers' in value;
}
