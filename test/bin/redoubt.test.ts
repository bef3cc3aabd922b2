import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const program = path.join(__dirname, '..', '..', 'bin', 'redoubt.js');

/** Runs the program as that version of Node would see itself. */
function runAs(version: string): { readonly status: number | null; readonly stderr: string } {
  const pretend = `Object.defineProperty(process.versions, 'node', { value: '${version}' }); require('${program}')`;
  return spawnSync(process.execPath, ['-e', pretend], { encoding: 'utf8' });
}

test.each(['12.22.0', '20.20.2', '22.14.0'])('Node %s is refused with the ways out, and exit code 3', (version) => {
  const { status, stderr } = runAs(version);
  expect(status).toBe(3);
  expect(stderr).toContain(`needs Node 22.15 or later; this is ${version}`);
  expect(stderr).toContain('npm rebuild node');
});

test('it is written in what the oldest Node reads', () => {
  const source = readFileSync(program, 'utf8');
  expect(source).not.toMatch(/\b(?:const|let|import)\b|=>|\?\.|\?\?/);
});
