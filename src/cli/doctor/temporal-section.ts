import { isTemporalCloud } from '../../domain/search-attributes';
import { formatDuration } from '../../domain/quantities';
import type { TemporalAccess } from '../temporal-client';
import { askTemporal } from './ask-temporal';
import { searchAttributeFindings } from './search-attribute-findings';
import type { DoctorFinding, DoctorSection } from './section';
import { taskQueueFindings } from './task-queue-findings';

/** The Temporal that the configuration names. Each check has a limit of its own, and none changes anything. */
export function temporalSection(access: TemporalAccess, connectedAfterMs: number): DoctorSection {
  const { address, namespace } = access.settings;
  return {
    title: 'Temporal',
    run: async () => {
      const reason = `${address} answered after ${Math.round(connectedAfterMs)} ms`;
      const server = await askTemporal(access, 'server', () => serverFindings(access));
      const place = await askTemporal(access, `namespace ${namespace}`, () => namespaceFindings(access));
      const before: DoctorFinding[] = [{ check: 'reachable', state: 'ok', reason, remedy: null }, ...server, ...place];
      // Without its namespace nothing else can be asked for.
      if (place.some(({ state }) => state === 'broken')) return before;
      const further = await Promise.all([
        askTemporal(access, 'search attributes', () => searchAttributeFindings(access)),
        askTemporal(access, 'task queues', () => taskQueueFindings(access)),
      ]);
      return [...before, ...further.flat()];
    },
  };
}

async function serverFindings({ client }: TemporalAccess): Promise<readonly DoctorFinding[]> {
  const { serverVersion } = await client.workflowService.getSystemInfo({});
  const reason = serverVersion ? `version ${serverVersion}` : 'it does not say its version';
  return [{ check: 'server', state: 'ok', reason, remedy: null }];
}

async function namespaceFindings({ client, settings }: TemporalAccess): Promise<readonly DoctorFinding[]> {
  const { namespace } = settings;
  const { config, namespaceInfo } = await client.workflowService.describeNamespace({ namespace });
  const lacks = [
    ...(namespaceInfo?.capabilities?.syncUpdate === true ? [] : ['updates, which `redoubt backup extend` needs']),
    ...(namespaceInfo?.supportsSchedules === true ? [] : ['schedules']),
  ];
  return [
    {
      check: `namespace ${namespace}`,
      state: lacks.length === 0 ? 'ok' : 'note',
      reason: lacks.length === 0 ? 'it is there' : `the server does not have ${lacks.join(' and ')}`,
      remedy: lacks.length === 0 ? null : 'a newer server has both: they are on by default since 1.25',
    },
    retentionFinding(settings, Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0) * 1000),
  ];
}

/** A failure of Friday night is still there on the Monday after a week's holiday. */
const sensibleRetentionMs = 7 * 86_400_000;

function retentionFinding(place: TemporalAccess['settings'], retentionMs: number): DoctorFinding {
  const { address, namespace } = place;
  const kept = formatDuration(retentionMs);
  // Zero: the server keeps everything.
  if (retentionMs === 0 || retentionMs >= sensibleRetentionMs) {
    const reason = retentionMs === 0 ? 'runs are kept for ever' : `runs are kept for ${kept} after their end`;
    return { check: 'retention', state: 'ok', reason, remedy: null };
  }
  return {
    check: 'retention',
    state: 'note',
    reason: `runs are forgotten ${kept} after their end: who looks later cannot find out why a night failed, and a recovery after that is not told`,
    remedy: isTemporalCloud(place)
      ? `tcld namespace retention set --namespace ${namespace} --retention-days 30`
      : `temporal operator namespace update --address ${address} --namespace ${namespace} --retention 30d`,
  };
}
