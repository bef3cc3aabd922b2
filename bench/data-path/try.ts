import { openPlace } from '/work/wt/path/bench/data-path/place';
import { copyLocally } from '/work/wt/path/bench/data-path/our-path';
import { runBareLoop, sealInLoop } from '/work/wt/path/bench/data-path/bare-loop';
import { mkdirSync, rmSync } from 'node:fs';
async function main() {
  const place = await openPlace(Number(process.argv[2] ?? 1e9));
  const clean = () => { for (const g of place.gateways) { rmSync(g.folder + '/data/vault', {recursive:true, force:true}); mkdirSync(g.folder + '/data/vault'); } };
  try {
    for (let i = 0; i < Number(process.argv[3] ?? 3); i++) {
      for (const [n, f] of Object.entries({ loop: runBareLoop, path: copyLocally })) {
        const t = performance.now(); const c0=process.cpuUsage(); const r = await f(place) as any; const s = (performance.now() - t) / 1000; const c=process.cpuUsage(c0);
        console.log(n, (place.data.bytes / 1e6 / s).toFixed(0), 'MB/s', s.toFixed(2), 'cpu', ((c.user+c.system)/1e6).toFixed(2), 'rss', (process.memoryUsage().rss/1e6|0), r?.counters ? JSON.stringify(r.counters) : '');
        clean();
      }
      const t = performance.now(); await sealInLoop(place); console.log('sealloop', (place.data.bytes/1e3/(performance.now()-t)).toFixed(0));
    }
  } finally { await place.close(); }
}
void main();
