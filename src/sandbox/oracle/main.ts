import { readFileSync } from 'node:fs';
import { compareSchemas } from './compare/compare-schemas';
import { listenForControl, type ControlHandlers } from './control-server';
import { faultHandlers } from './fault-handlers';
import { loadCsvDirectory } from './load/load-csv-directory';
import { populateDemoSchema } from './load/populate-demo-schema';
import { populateNoise } from './load/populate-noise';
import { standInProcessSettingsSchema, type StandInProcessSettings } from './process-settings';
import { openStandIn, type StandIn } from './stand-in';

const dataOwner = 'SALES';
/** The same rows on every machine. */
const demoSeed = 1;

/** The Oracle stand-in as a process: one argument, the file of its settings. SIGTERM ends it in order. */
async function main(settingsFile: string): Promise<void> {
  const settings = standInProcessSettingsSchema.parse(JSON.parse(readFileSync(settingsFile, 'utf8')));
  const standIn = await openStandIn(standInOptions(settings));
  const control = await listenForControl(settings.controlPort, settings.controlToken, handlersOf(standIn));
  const close = (): void => {
    control.close();
    control.closeAllConnections();
    standIn.close().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${String(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', close);
  process.once('SIGINT', close);
}

function standInOptions(settings: StandInProcessSettings): Parameters<typeof openStandIn>[0] {
  const { dataDirectory, port, version, protocol, passwords, serviceName } = settings;
  return { dataDirectory, port, version, protocol, passwords, settings: { serviceName } };
}

function handlersOf({ database, faults, removedFiles }: StandIn): ControlHandlers {
  return {
    ...faultHandlers(faults),
    status: () => ({
      ready: true,
      scn: String(database.currentScn()),
      tables: database.tables(dataOwner).length,
    }),
    populate: ({ bytes }) => populateDemoSchema(database, { bytes, seed: demoSeed }),
    'populate-noise': ({ bytes }) => populateNoise(database, { bytes, seed: demoSeed }),
    load: ({ directory }) => loadCsvDirectory(database, directory, dataOwner),
    compare: async ({ schema, restoredSchema, scn }) => ({
      tables: await compareSchemas(database, { schema, restoredSchema, scn: BigInt(scn) }),
    }),
    'removed-files': () => ({ files: [...removedFiles.list()] }),
  };
}

main(process.argv[2] ?? '').catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
});
