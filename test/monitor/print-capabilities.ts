// Prints what the monitor gets in this process's place, as JSON. For rights.test.ts.
import { monitorCapabilities } from '../../src/monitor/monitor-capabilities';

const place = { procRoot: '/proc', sysRoot: '/sys', env: process.env };
process.stdout.write(JSON.stringify(monitorCapabilities(place)));
