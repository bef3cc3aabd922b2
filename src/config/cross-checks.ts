import { Encrypter } from 'age-encryption';
import { regionsOutside } from '../domain/jurisdiction';
import { didYouMean } from './closest-name';
import type { ConfigIssue } from './config-issues';
import { scheduleIssues } from './schedule-issues';
import type { Config, DatabaseConfig } from './schema';

/** What no single field can tell: names that point nowhere, copies that cannot be, keys that nobody could use. */
export function crossCheck(config: Config): readonly ConfigIssue[] {
  return [
    ...Object.entries(config.databases).flatMap(([name, database]) => checkCopies(config, name, database)),
    ...checkSharedBuckets(config),
    ...checkCredentials(config),
    ...checkRecipients(config.encryption.recipients),
    ...checkSchedules(config),
  ];
}

function checkCopies(config: Config, name: string, database: DatabaseConfig): readonly ConfigIssue[] {
  const { regions, minCopies } = database.copies;
  const path = ['databases', name, 'copies', 'regions'];
  const known = Object.keys(config.regions);
  const unknown = regions.flatMap((region, i): readonly ConfigIssue[] =>
    Object.hasOwn(config.regions, region)
      ? []
      : [
          {
            path: [...path, i],
            code: 'UNKNOWN_REGION',
            message: `there is no region "${region}"${didYouMean(region, known) || `; there are ${known.join(', ') || 'none'}`}`,
          },
        ],
  );
  const tooMany: readonly ConfigIssue[] =
    minCopies <= new Set(regions).size
      ? []
      : [invalid(['databases', name, 'copies', 'minCopies'], `${minCopies} copies need as many different regions`)];
  return [...unknown, ...repeated(regions, path), ...tooMany, ...checkJurisdictions(config, name, database)];
}

function checkJurisdictions(config: Config, name: string, database: DatabaseConfig): readonly ConfigIssue[] {
  const placed = database.copies.regions.flatMap((region) => {
    const jurisdiction = config.regions[region]?.jurisdiction;
    return jurisdiction === undefined ? [] : [{ name: region, jurisdiction }];
  });
  return regionsOutside(database.jurisdictions, placed).map((region) => ({
    path: ['databases', name, 'copies', 'regions', database.copies.regions.indexOf(region.name)],
    code: 'JURISDICTION_REFUSED',
    message: `region "${region.name}" is in ${region.jurisdiction}; copies of ${name} may lie in ${database.jurisdictions?.join(', ') ?? ''} only`,
  }));
}

const checkSchedules = ({ schedules, databases }: Config): readonly ConfigIssue[] =>
  Object.entries(schedules).flatMap(([id, plan]) =>
    scheduleIssues(plan, databases).map(({ field, code, message }) => ({
      path: ['schedules', id, field],
      code,
      message,
    })),
  );

/** Two regions in one place would be one copy that is counted twice. */
function checkSharedBuckets({ regions }: Config): readonly ConfigIssue[] {
  const seen = new Map<string, string>();
  return Object.entries(regions).flatMap(([name, { endpoint = '', region, bucket, prefix }]) => {
    const place = [endpoint, endpoint === '' ? '' : region, bucket, prefix].join('\n');
    const other = seen.get(place);
    seen.set(place, name);
    return other === undefined
      ? []
      : [invalid(['regions', name, 'bucket'], `the same endpoint, bucket and prefix as region "${other}"`)];
  });
}

function checkCredentials({ regions }: Config): readonly ConfigIssue[] {
  return Object.entries(regions).flatMap(([name, { accessKeyId, secretAccessKey, sessionToken }]) => {
    if ((accessKeyId === undefined) !== (secretAccessKey === undefined))
      return [invalid(['regions', name], 'accessKeyId and secretAccessKey belong together')];
    if (sessionToken !== undefined && accessKeyId === undefined)
      return [invalid(['regions', name, 'sessionToken'], 'needs accessKeyId and secretAccessKey')];
    return [];
  });
}

function checkRecipients(recipients: readonly string[]): readonly ConfigIssue[] {
  const path = ['encryption', 'recipients'];
  if (recipients.length === 0)
    return [{ path, code: 'NO_RECIPIENT', message: 'there is no recipient: nobody could open a backup' }];
  const malformed = recipients.flatMap((recipient, i) =>
    isRecipient(recipient) ? [] : [invalid([...path, i], `"${recipient}" is no age recipient (mistyped?)`)],
  );
  return [...malformed, ...repeated(recipients, path)];
}

/** The checksum in a recipient finds slips of the pen. */
function isRecipient(recipient: string): boolean {
  try {
    new Encrypter().addRecipient(recipient);
    return true;
  } catch {
    return false;
  }
}

const repeated = (items: readonly string[], path: readonly PropertyKey[]): readonly ConfigIssue[] =>
  items.flatMap((item, i) => (items.indexOf(item) < i ? [invalid([...path, i], `"${item}" is there twice`)] : []));

const invalid = (path: readonly PropertyKey[], message: string): ConfigIssue => ({
  path,
  code: 'CONFIG_INVALID',
  message,
});
