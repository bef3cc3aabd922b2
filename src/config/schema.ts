import { z } from 'zod';
import { exportScopeFields } from '../domain/export-scope';

/** A secret is never written in the file: it is named, and looked up where it is needed. */
export const secretSchema = z.union([
  z.strictObject({ env: z.string().min(1) }).describe('the environment variable that holds it'),
  z.strictObject({ file: z.string().min(1) }).describe('the file that holds it (a trailing newline is ignored)'),
]);
export type SecretReference = z.infer<typeof secretSchema>;

const name = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'lower case letters, digits and hyphens');
const jurisdiction = z.string().regex(/^[A-Z][A-Z0-9-]{1,15}$/, 'upper case, such as EU or UK');

const temporalSchema = z.strictObject({
  address: z.string().optional(),
  namespace: z.string().optional(),
  taskQueue: z.string().default('redoubt'),
  tls: z.boolean().optional(),
  apiKey: secretSchema.optional(),
});

const exportSettings = {
  method: z.literal('datapump').default('datapump'),
  directory: z.string().min(1).describe('the directory object, spelt as in the dictionary'),
  parallel: z.int().min(1).max(128).default(1),
  localPath: z.string().min(1).optional().describe('where the worker’s host sees the directory'),
  fileSize: z
    .string()
    .regex(/^[1-9]\d*[KMGT]$/, 'a number and K, M, G or T')
    .optional(),
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
  connectString: z.string().min(1),
  user: z.string().min(1),
  password: secretSchema,
  jurisdictions: z.array(jurisdiction).min(1).optional(),
  export: exportSchema,
  copies: z.strictObject({ regions: z.array(name).min(1), minCopies: z.int().min(1) }),
  maxDuration: z.iso.duration().default('PT24H'),
});
export type DatabaseConfig = z.infer<typeof databaseSchema>;

export const regionSchema = z.strictObject({
  endpoint: z.url().optional(),
  region: z.string().min(1),
  bucket: z.string().min(1),
  prefix: z
    .string()
    .regex(/^([^/]+(\/[^/]+)*)?$/, 'no slash at either end')
    .default(''),
  jurisdiction,
  pathStyle: z.boolean().optional(),
  storageClass: z.string().optional(),
  kmsKey: z.string().optional(),
  accessKeyId: secretSchema.optional(),
  secretAccessKey: secretSchema.optional(),
  sessionToken: secretSchema.optional(),
});
export type RegionConfig = z.infer<typeof regionSchema>;

export const configSchema = z.strictObject({
  temporal: temporalSchema.default({ taskQueue: 'redoubt' }),
  installation: z
    .string()
    .regex(/^[a-z0-9]{1,8}$/, 'one to eight lower case letters and digits')
    .optional()
    .describe('tags what is created in databases; default: a digest of Temporal’s address and namespace'),
  databases: z.record(name, databaseSchema),
  regions: z.record(name, regionSchema),
  encryption: z.strictObject({
    recipients: z.array(z.string().regex(/^age1[a-z0-9]+$/, 'an age recipient, age1…')).default([]),
  }),
  signing: z.strictObject({
    key: z.strictObject({ file: z.string().min(1) }).describe('an OpenSSH Ed25519 private key'),
    trusted: z.array(z.string().regex(/^ssh-ed25519 /, 'an OpenSSH public key')).optional(),
  }),
  compressionLevel: z.int().min(1).max(19).default(1),
});
export type Config = z.infer<typeof configSchema>;
