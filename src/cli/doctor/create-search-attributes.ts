import { setTimeout as delay } from 'node:timers/promises';
import { isGrpcServiceError } from '@temporalio/client';
import { readSearchAttributes } from '../../../activities/search-attributes';
import {
  createCommand,
  hasOtherType,
  isTemporalCloud,
  retypeAdvice,
  searchAttributeTypeNumber,
  type RegisteredAttribute,
} from '../../domain/search-attributes';
import { BackupError } from '../../errors';
import { explainTemporalError, type TemporalAccess } from '../temporal-client';
import { askLimitMs, isDenied } from './ask-temporal';
import { otherTypeText } from './search-attribute-findings';
import type { DoctorFinding } from './section';

/** A cluster's servers learn of them from each other. */
const knownWithinMs = 15_000;

/**
 * Creates the search attributes that the namespace lacks, typed. Run again, it changes nothing. One of another type is
 * left alone: it may be somebody else's. @throws BackupError SEARCH_ATTRIBUTES_REFUSED, TEMPORAL_UNREACHABLE
 */
export async function createSearchAttributes(access: TemporalAccess): Promise<readonly DoctorFinding[]> {
  const { client, settings } = access;
  try {
    return await client.withDeadline(Date.now() + knownWithinMs + askLimitMs, async () => {
      const before = await readSearchAttributes(client);
      const absent = before.filter(({ found }) => found === null);
      if (absent.length > 0) await create(access, absent);
      return before.map((attribute) => describe(access, attribute));
    });
  } catch (error) {
    throw explainTemporalError(error, settings);
  }
}

async function create(access: TemporalAccess, absent: readonly RegisteredAttribute[]): Promise<void> {
  const { client, settings } = access;
  const types = absent.map(({ name, wanted }) => [name, searchAttributeTypeNumber(wanted)] as const);
  try {
    await client.connection.operatorService.addSearchAttributes({
      namespace: settings.namespace,
      searchAttributes: Object.fromEntries(types),
    });
  } catch (error) {
    throw refusal(access, absent, error);
  }
  const giveUpAt = Date.now() + knownWithinMs;
  for (;;) {
    const there = await readSearchAttributes(client);
    if (absent.every(({ name }) => there.some((one) => one.name === name && one.found !== null))) return;
    if (Date.now() > giveUpAt) throw notTaken(access, absent);
    await delay(250);
  }
}

/** Not allowed, or no room for more of a type: as opposed to a server that does not answer. */
function refusal({ settings }: TemporalAccess, absent: readonly RegisteredAttribute[], cause: unknown): unknown {
  if (!isGrpcServiceError(cause)) return cause;
  const isForbidden = isDenied(cause);
  if (!isForbidden && ![invalidArgument, failedPrecondition].includes(cause.code)) return cause;
  const command = createCommand(settings, namesOf(absent));
  const hint = isForbidden ? whoMay(isTemporalCloud(settings), command) : makeRoom(settings.namespace);
  return new BackupError(
    'SEARCH_ATTRIBUTES_REFUSED',
    `Temporal at ${settings.address} does not create ${namesOf(absent).join(', ')}: ${cause.details}`,
    { cause, hint },
  );
}

const invalidArgument = 3;
const failedPrecondition = 9;

const whoMay = (isCloud: boolean, command: string): string =>
  isCloud
    ? `Temporal Cloud creates them in its web pages (Namespaces, Custom Search Attributes), or by: ${command}`
    : `Have an operator of this Temporal run: ${command}`;

const makeRoom = (namespace: string): string =>
  `\`temporal operator search-attribute list --namespace ${namespace}\` shows what there is: remove what nobody uses, then run this again. Backups run without them.`;

/** A standby of a namespace that is replicated says yes, and does nothing. */
const notTaken = ({ settings }: TemporalAccess, absent: readonly RegisteredAttribute[]): BackupError =>
  new BackupError(
    'SEARCH_ATTRIBUTES_REFUSED',
    `Temporal at ${settings.address} said yes to ${namesOf(absent).join(', ')}, and does not know them after ${knownWithinMs / 1000} s`,
    { hint: 'Run it against the cluster in which the namespace is active; `redoubt doctor` shows what is there.' },
  );

const namesOf = (attributes: readonly RegisteredAttribute[]) => attributes.map(({ name }) => name);

function describe({ settings }: TemporalAccess, before: RegisteredAttribute): DoctorFinding {
  const { name: check, wanted, found } = before;
  if (hasOtherType(before)) {
    const reason = `${otherTypeText(before)}: it was left alone`;
    const remedy = retypeAdvice(settings, before.name);
    return { check, state: 'broken', reason, remedy, code: 'SEARCH_ATTRIBUTES_REFUSED' };
  }
  return {
    check,
    state: 'ok',
    reason: `${found === null ? 'created, of type' : 'was there, of type'} ${wanted}`,
    remedy: null,
  };
}
