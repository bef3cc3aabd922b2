import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { FailuresSeen, FastOpenSeen } from './fast-open-program';
import { noLibc, onLinux } from './web-server';

const why = noLibc ?? (process.getuid?.() === 0 ? undefined : 'needs root, for a network namespace');
const namespace = `rdbt-tr-fo-${process.pid}`;
const ip = (...args: readonly string[]): string => execFileSync('ip', args, { encoding: 'utf8' });
const register = join(__dirname, '../../scripts/register-typescript.js');
const program = join(__dirname, 'fast-open-program.ts');

onLinux(
  'Fast Open, by the kernel’s own counters',
  () => {
    // The host's own servers need not take Fast Open: that is a setting of the namespace.
    beforeEach(() => {
      ip('netns', 'add', namespace);
      ip('-n', namespace, 'link', 'set', 'lo', 'up');
      ip('netns', 'exec', namespace, 'sysctl', '-qw', 'net.ipv4.tcp_fastopen=3');
    });
    afterEach(() => ip('netns', 'del', namespace));

    test.each([
      ['http', '127.0.0.1'],
      ['https', '127.0.0.1'],
      ['http', '::1'],
    ])(
      'over %s to %s the first connection fetches the cookie, the next two carry data in their SYN',
      (scheme, host) => {
        const node = [process.execPath, '--require', register, program, scheme, host];
        const seen = JSON.parse(ip('netns', 'exec', namespace, ...node)) as FastOpenSeen;
        expect(seen).toEqual({ active: 2, passive: 2, used: 2, connections: 3 });
      },
    );

    test('a port that refuses, or is silent, fails as ever, although connect succeeded at once', () => {
      const node = [process.execPath, '--require', register, program, 'fail'];
      const seen = JSON.parse(ip('netns', 'exec', namespace, ...node)) as FailuresSeen;
      expect(seen).toEqual({ silent: 'ETIMEDOUT', refused: 'ECONNREFUSED', descriptorsLeft: 0 });
    });
  },
  why,
);
