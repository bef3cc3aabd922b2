/** Writes test/histories/ anew, by hand: node --require ./scripts/register-typescript.js test/workflows/record-histories.ts */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkflowHandle } from '@temporalio/client';
import { requireTool } from '../../src/sandbox/tools/find-tool';
import { runProgram } from '../../src/sandbox/tools/run-program';
import { playRuns } from './recorded-runs';
import { openWorkflowLab } from './workflow-lab';

const folder = join(__dirname, '..', 'histories');

/** Where and by whom it was recorded says nothing of the workflow. */
const withoutTheHost = (key: string, value: unknown): unknown =>
  key === 'identity' || key === 'stackTrace' ? undefined : value;

async function record(): Promise<void> {
  // The lab runs the built workflows.
  execFileSync(process.execPath, [join(__dirname, '..', '..', 'scripts', 'build-if-stale.js')], { stdio: 'inherit' });
  const lab = await openWorkflowLab();
  mkdirSync(folder, { recursive: true });
  try {
    for (const [name, run] of Object.entries(await playRuns(lab))) {
      const { events } = JSON.parse(await showHistory(lab.address, run)) as { events: unknown[] };
      const lines = events.map((event) => JSON.stringify(event, withoutTheHost));
      writeFileSync(join(folder, `${name}.json`), `{"events":[\n${lines.join(',\n')}\n]}\n`);
    }
  } finally {
    await lab.close();
  }
}

async function showHistory(address: string, run: WorkflowHandle): Promise<string> {
  const show = ['workflow', 'show', '--workflow-id', run.workflowId, '--output', 'json', '--address', address];
  const { ok, output } = await runProgram(await requireTool('temporal', process.env), show, { timeoutMs: 30_000 });
  if (!ok) throw new Error(output);
  return output;
}

record().catch((error: unknown) => {
  process.exitCode = 1;
  throw error;
});
