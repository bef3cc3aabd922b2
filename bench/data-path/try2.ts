import { openPlace } from './place';
import { copyLocally } from './our-path';
import { mkdirSync, rmSync } from 'node:fs';
async function main() {
  const place = await openPlace(Number(process.argv[2] ?? 1e9));
  const clean = () => { for (const g of place.gateways) { rmSync(g.folder + '/data/vault', {recursive:true, force:true}); mkdirSync(g.folder + '/data/vault'); } };
  try { for (let i = 0; i < Number(process.argv[3] ?? 2); i++) {
        const t = performance.now(); const c0=process.cpuUsage(); const r = await copyLocally(place); const s = (performance.now() - t) / 1000; const c=process.cpuUsage(c0);
        console.log('path', (place.data.bytes / 1e6 / s).toFixed(0), 'MB/s', s.toFixed(2), 'cpu user', (c.user/1e6).toFixed(2), 'sys', (c.system/1e6).toFixed(2), 'rss', (process.memoryUsage().rss/1e6|0));
        clean(); } } finally { await place.close(); }
}
void main();
