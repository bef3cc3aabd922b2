import { makeNight } from './make-night';
import { runNight } from './run-night';
import { earliestEnd as bestMs } from './planner';
import { WorkflowSandbox } from './workflow-sandbox';
const m = (ms: number) => (ms / 60000).toFixed(1);
void (async () => {
  const sandbox = await WorkflowSandbox.open();
  for (const seed of process.argv.slice(2).map(Number)) {
    const n = makeNight(seed);
    const mb = (b: number | null) => (b === null ? '-' : (b / 1e6).toFixed(0));
    const sp = (s: any) => s.map((x: any) => `${m(x.fromMs)}-${m(x.toMs)}x${x.factor.toFixed(2)}`).join(',');
    console.log(`\n== ${seed} ${n.policy} within ${m(n.withinMs)} min, best ${m(bestMs(n))}; dump ${(n.dumpBytes/1e9).toFixed(0)} GB est ${(n.estimatedBytes/1e9).toFixed(0)}, files ${n.fileCount}; export ${mb(n.exportRate)} read ${mb(n.readRate)}x${n.sessionsGain.toFixed(2)} seal ${mb(n.sealRate)} ratio ${n.sealedRatio.toFixed(2)} egress ${mb(n.egress)} minCopies ${n.minCopies}/${n.regions.length}; db ${sp(n.databaseSpells)}`);
    for (const r of n.regions) console.log(`   ${r.name} line ${mb(r.lineRate)} x${r.connectionsGain.toFixed(2)} limit ${mb(r.limit)} ${sp(r.spells)}`);
    console.log('   pauses', n.pauses.map((p) => `${m(p.atMs)}+${m(p.forMs)}`).join(','), 'past', n.past.length);
    for (const mode of (process.env.MODES ?? 'paced').split(',')) {
      const run = await runNight(sandbox, n, mode as any);
      console.log(` ${mode}: took ${m(run.tookMs)} sealed ${run.isSealed} failed ${run.failed}`);
      const start = Date.parse('2026-11-24T01:00:00Z');
      for (const d of run.decisions as any[]) console.log(`   ${m(Date.parse(d.at) - start)} ${d.pace} ${JSON.stringify(d).slice(0, 400)}`);
    }
  }
})();
