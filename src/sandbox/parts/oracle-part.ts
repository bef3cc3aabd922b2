import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { OracleState } from '../sandbox-state';
import { writePrivateFile } from '../sandbox-state';
import { ControlClient } from '../oracle/control-client';
import type { StandInProcessSettings } from '../oracle/process-settings';
import { loopback, type Part } from './part';

/** The Oracle stand-in, in a process of its own. */
export function oraclePart(state: OracleState, directory: string): Part {
  const control = oracleControl(state);
  return {
    name: 'oracle',
    ports: [state.port, state.controlPort],
    readyWithinMs: 30_000,
    command: async () => {
      const home = path.join(directory, 'oracle');
      mkdirSync(home, { recursive: true, mode: 0o700 });
      const settings: StandInProcessSettings = {
        dataDirectory: path.join(home, 'data'),
        port: state.port,
        controlPort: state.controlPort,
        controlToken: state.controlToken,
        serviceName: state.serviceName,
        version: state.version,
        protocol: state.protocol,
        passwords: state.passwords,
      };
      // Not on the command line, where everybody on the machine could read the passwords.
      const settingsFile = path.join(home, 'settings.json');
      writePrivateFile(settingsFile, JSON.stringify(settings));
      return { file: process.execPath, args: [...programArguments(), settingsFile] };
    },
    isReady: () => control.isReady(),
  };
}

export function oracleControl(state: OracleState): ControlClient {
  return new ControlClient(`http://${loopback}:${state.controlPort}`, state.controlToken);
}

export function oracleConnectString(state: OracleState): string {
  return `${loopback}:${state.port}/${state.serviceName}`;
}

/** Beside this file lies the program, built or in TypeScript (in a test): the latter needs a loader. */
function programArguments(): readonly string[] {
  const built = __filename.endsWith('.js');
  const main = path.join(__dirname, '..', 'oracle', built ? 'main.js' : 'main.ts');
  const loader = path.join(__dirname, '..', '..', '..', 'scripts', 'register-typescript.js');
  return built ? [main] : ['--require', loader, main];
}
