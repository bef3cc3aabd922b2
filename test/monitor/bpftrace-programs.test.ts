import {
  joinPrograms,
  loadPrograms,
  programAtFault,
  programNames,
  withoutProgram,
} from '../../src/monitor/bpftrace-programs';

const programs = loadPrograms();

describe('the bpftrace programs', () => {
  test('each says its version, its part and its tracepoints, and prints its name and version every second', () => {
    expect(programs.map(({ name }) => name)).toEqual([...programNames]);
    for (const { name, part, text, tracepoints } of programs) {
      expect(text.startsWith(`// ${name} 1: `)).toBe(true);
      expect(part).not.toBe(name);
      expect(text).toContain(`printf("${name} 1\\n");`);
      expect(tracepoints.length).toBeGreaterThan(0);
    }
  });

  test('each comes after the one that it needs, and is dropped with it', () => {
    for (const { name, needs } of programs)
      if (needs) expect(programNames.indexOf(needs)).toBeLessThan(programNames.indexOf(name));
    expect(withoutProgram(programs, 'network').map(({ name }) => name)).toEqual([
      'worker-life',
      'received',
      'run-queue',
      'disk',
      'out-of-memory',
      'reclaim',
    ]);
  });

  test('joined, they have one END, which empties every map of their own', () => {
    const text = joinPrograms(programs);
    expect(text.match(/^END/gm)).toHaveLength(1);
    for (const map of text.match(/@_\w+/g) ?? []) expect(text).toContain(`clear(${map});`);
  });

  test('the one at fault is found by its tracepoint, or by the lines that bpftrace names', () => {
    expect(programAtFault(programs, 'stdin:1-10: ERROR: tracepoint not found: oom:mark_victim')).toBe('out-of-memory');
    const lines = joinPrograms(programs).split('\n');
    const lineOf = (text: string) => lines.findIndex((line) => line.includes(text)) + 1;
    const ofDisk = lineOf('@disk_us[args->dev] = stats');
    expect(programAtFault(programs, `stdin:${ofDisk}:3-20: ERROR: Unknown function`)).toBe('disk');
    expect(programAtFault(programs, `stdin:${ofDisk - 20}-${ofDisk}: ERROR: no such field`)).toBe('disk');
    expect(programAtFault(programs, 'ERROR: could not resolve symbol')).toBeUndefined();
    expect(programAtFault(programs, 'stdin:9999: ERROR: beyond the end')).toBeUndefined();
  });

  test('of two that share a tracepoint the later one is dropped first', () => {
    expect(programAtFault(programs, 'ERROR: Error attaching probe: tracepoint:sched:sched_process_exit')).toBe(
      'run-queue',
    );
  });
});
