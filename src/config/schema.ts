import { z } from 'zod';
import { accelerationScopes } from '../domain/acceleration';
import { bytesPerSecondOf } from '../domain/bandwidth';
import { deadlineConfigSchema } from '../domain/deadline';
import { exportScopeFields } from '../domain/export-scope';
import { noticeEvents } from '../domain/notices';
import { isoDurationMs } from '../domain/iso-duration';
import { defaultPartSize } from '../domain/part-ranges';
import { defaultConnections } from '../domain/region-line-settings';
import { schedulePlanSchema } from '../domain/schedule-plan';

/** zod's union says no more than "invalid input"; undefined leaves the word to the reader of the file. */
const byReference =
  (message: string) =>
  ({ code, input }: { readonly code?: string; readonly input?: unknown }): string | undefined =>
    input === undefined || code === 'unrecognized_keys' ? undefined : message;

/** A secret is never written in the file: it is named, and looked up where it is needed. */
export const secretSchema = z
  .union(
    [
      z.strictObject({ env: z.string().min(1).describe('the environment variable that holds it') }),
      z.strictObject({ file: z.string().min(1).describe('the file that holds it (a trailing newline is ignored)') }),
    ],
    { error: byReference('a secret is not written here but named: { env: NAME } or { file: PATH }') },
  )
  .describe('a secret by reference');
export type SecretReference = z.infer<typeof secretSchema>;

const name = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'a name has lower case letters, digits and hyphens');
const jurisdiction = z.string().regex(/^[A-Z][A-Z0-9-]{1,15}$/, 'upper case, such as EU or UK');

const temporalSchema = z.strictObject({
  address: z
    .string()
    .regex(/^[^\s/]+:\d+$/, 'host:port, such as localhost:7233')
    .optional()
    .describe('host:port of Temporal’s frontend; default: TEMPORAL_ADDRESS, else localhost:7233'),
  namespace: z.string().min(1).optional().describe('default: TEMPORAL_NAMESPACE, else default'),
  taskQueue: z.string().min(1).default('redoubt').describe('the task queue that workers and requests share'),
  backupsAtOnce: z
    .int()
    .min(1)
    .optional()
    .describe('backups that may run at once; default: as many as the hosts have lanes'),
  tls: z.boolean().optional().describe('default: on with an API key or a client certificate'),
  apiKey: secretSchema.optional(),
});

const exportSettings = {
  method: z.literal('datapump').default('datapump').describe('how bytes leave Oracle'),
  directory: z.string().min(1).describe('the directory object, spelt as in the dictionary'),
  parallel: z.int().min(1).max(128).default(1).describe('Data Pump’s PARALLEL; above 1 needs Enterprise Edition'),
  localPath: z.string().min(1).optional().describe('where the worker’s host sees the directory, if it does'),
  fileSize: z
    .string()
    .regex(/^[1-9]\d*[KMGT]$/, 'a number and K, M, G or T')
    .default('512G')
    .describe('Data Pump’s FILESIZE: a larger export has more files'),
};

const exportSchema = z
  .discriminatedUnion('mode', [
    z.strictObject({ ...exportSettings, ...exportScopeFields.schema }),
    z.strictObject({ ...exportSettings, ...exportScopeFields.full }),
    z.strictObject({ ...exportSettings, ...exportScopeFields.tables }),
  ])
  .refine((settings) => settings.include === undefined || settings.exclude === undefined, {
    message: 'include and exclude cannot be used together (Data Pump before 21c refuses both)',
    path: ['exclude'],
  });

export const databaseSchema = z.strictObject({
  connectString: z.string().min(1).describe('host:port/service, or a TNS descriptor'),
  user: z.string().min(1).describe('the backup’s own user: `redoubt database setup` makes it'),
  password: secretSchema,
  jurisdictions: z.array(jurisdiction).min(1).optional().describe('where copies may lie; default: anywhere'),
  export: exportSchema,
  copies: z.strictObject({
    regions: z.array(name).min(1).describe('names from `regions`'),
    minCopies: z.int().min(1).describe('how many regions must hold a backup before it counts as taken'),
    partSize: z
      .string()
      .regex(/^([1-9]|[1-5]\d|6[0-4])M$/, 'from 1M to 64M')
      .default(defaultPartSize)
      .describe('the unit of sealing, copying and retry; what a killed worker has to do again is a few parts'),
  }),
  deadline: deadlineConfigSchema.optional().describe('when a backup has to be done'),
  maxDuration: z.iso
    .duration()
    .refine((text) => isoDurationMs(text) !== undefined, 'in weeks, days, hours, minutes and seconds, such as PT24H')
    .default('PT24H')
    .describe('how long a backup tries before it fails'),
});
export type DatabaseConfig = z.infer<typeof databaseSchema>;

export const regionSchema = z.strictObject({
  endpoint: z.url().optional().describe('of the S3 service; default: AWS'),
  region: z.string().min(1).describe('the region’s name at its provider, such as eu-central-1'),
  bucket: z.string().min(1),
  prefix: z
    .string()
    .regex(/^([^/]+(\/[^/]+)*)?$/, 'no slash at either end')
    .default('')
    .describe('everything lies under it'),
  jurisdiction: jurisdiction.describe('whose law applies there: EU, UK, …'),
  pathStyle: z.boolean().optional().describe('the bucket in the path, not in the host name'),
  storageClass: z.string().optional(),
  kmsKey: z.string().optional().describe('server-side encryption with this KMS key'),
  connections: z.int().min(1).max(64).default(defaultConnections).describe('connections at a time, of one worker'),
  bandwidth: z
    .string()
    .refine((text) => bytesPerSecondOf(text) !== undefined, 'a number and a unit, such as 200Mbit/s or 25MB/s')
    .optional()
    .describe('what one worker sends there at most; default: no limit'),
  notSentLowWater: z
    .int()
    .min(4096)
    .max(1_073_741_824)
    .optional()
    .describe('bytes that may wait unsent in the kernel, per connection; default: the host’s'),
  accessKeyId: secretSchema.optional(),
  secretAccessKey: secretSchema.optional(),
  sessionToken: secretSchema.optional(),
});
export type RegionConfig = z.infer<typeof regionSchema>;

const metricsSchema = z.strictObject({
  address: z
    .string()
    .regex(/^(\d{1,3}(\.\d{1,3}){3}|\[[0-9a-f:]+\]):\d+$/i, 'an IP address and a port, such as 127.0.0.1:9464')
    .describe('where `redoubt worker` serves /metrics to Prometheus'),
});

/** Plain http is for a receiver on this host: what a backup does is nobody else's business. */
function isWebhookUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  const isHere = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  return username === '' && password === '' && (protocol === 'https:' || (protocol === 'http:' && isHere));
}

const notificationsSchema = z.strictObject({
  webhook: z.strictObject({
    url: z
      .string()
      .refine(isWebhookUrl, 'an https address without a password in it (http only to localhost or 127.0.0.1)')
      .describe('where notices are posted'),
    secret: secretSchema.describe('signs them (Standard Webhooks): whsec_ and 24 to 64 bytes in base64, by reference'),
    events: z
      .array(z.enum(noticeEvents))
      .min(1)
      .default([...noticeEvents])
      .describe('which; default: all'),
  }),
});

export const configSchema = z.strictObject({
  temporal: temporalSchema.default({ taskQueue: 'redoubt' }),
  installation: z
    .string()
    .regex(/^[a-z0-9]{1,8}$/, 'one to eight lower case letters and digits')
    .optional()
    .describe('tags what is created in databases; default: a digest of Temporal’s address and namespace'),
  databases: z.record(name, databaseSchema),
  regions: z.record(name, regionSchema),
  schedules: z.record(name, schedulePlanSchema).default({}).describe('what `redoubt schedule apply` keeps in Temporal'),
  encryption: z
    .strictObject({
      recipients: z
        .array(z.string().regex(/^age1[a-z0-9]+$/, 'an age recipient, age1…'))
        .default([])
        .describe('who can open the backups: age public keys'),
    })
    .default({ recipients: [] }),
  signing: z.strictObject({
    key: z
      .strictObject(
        { file: z.string().min(1) },
        { error: byReference('the key is not written here but named: { file: PATH }') },
      )
      .describe('the OpenSSH Ed25519 private key that signs manifests'),
    trusted: z
      .array(z.string().regex(/^ssh-ed25519 /, 'an OpenSSH public key, ssh-ed25519 …'))
      .optional()
      .describe('public keys whose manifests are believed; default: that of `key`'),
  }),
  acceleration: z
    .strictObject({
      scope: z
        .enum(accelerationScopes)
        .default('socket')
        .describe('socket: what we open; host: the host’s settings too, while a backup runs; off: plain sockets'),
    })
    .default({ scope: 'socket' }),
  compressionLevel: z.int().min(1).max(19).default(1).describe('of zstd'),
  metrics: metricsSchema.optional(),
  notifications: notificationsSchema.optional().describe('who is told when a backup is late or fails'),
});
export type Config = z.infer<typeof configSchema>;
