import path from 'node:path';
import type { Environment } from '../../config/config-file';
import { searchAttributeTypes } from '../../domain/search-attributes';
import { requireTool } from '../tools/find-tool';
import { runProgram } from '../tools/run-program';
import type { TemporalState } from '../sandbox-state';
import { loopback, type Part } from './part';

/** What runs can be found by (docs/temporal.md names them too, for a Temporal of one's own). */
const searchAttributes = Object.entries(searchAttributeTypes).map(([name, type]) => `${name}=${type}`);

/** Timers fire within 10 ms instead of a second, and priorities count: both would be set on a real server by hand. */
const dynamicConfig = [
  'history.timerProcessorMaxTimeShift="10ms"',
  'history.workflowIdReuseMinimalInterval="0s"',
  'matching.useNewMatcher=true',
];

/** Temporal's development server. It keeps its history in a file: a restart loses nothing. */
export function temporalPart(state: TemporalState, directory: string, env: Environment): Part {
  const address = temporalAddress(state);
  return {
    name: 'temporal',
    ports: [state.port, state.uiPort],
    readyWithinMs: 30_000,
    command: async () => {
      const listen = ['--ip', loopback, '--port', String(state.port), '--ui-port', String(state.uiPort)];
      const keep = ['--db-filename', path.join(directory, 'temporal.db'), '--namespace', state.namespace];
      const attributes = searchAttributes.flatMap((attribute) => ['--search-attribute', attribute]);
      const settings = dynamicConfig.flatMap((setting) => ['--dynamic-config-value', setting]);
      return {
        file: await requireTool('temporal', env),
        args: ['server', 'start-dev', ...listen, ...keep, '--log-level', 'warn', ...attributes, ...settings],
      };
    },
    isReady: async () => {
      const temporal = await requireTool('temporal', env);
      const ask = async (...args: readonly string[]): Promise<boolean> =>
        (await runProgram(temporal, ['operator', ...args, '--address', address], { timeoutMs: 5000 })).ok;
      return (await ask('cluster', 'health')) && (await ask('namespace', 'describe', '-n', state.namespace));
    },
  };
}

export function temporalAddress(state: TemporalState): string {
  return `${loopback}:${state.port}`;
}
