import { loadLibc, type LibcAnswer } from '../../src/transport/libc';
import { reasonOf } from '../../src/transport/congestion-control';

const why = (answer: LibcAnswer): string => ('unavailable' in answer ? answer.unavailable : 'available');

test('one line says why there are no calls', () => {
  const load = (): never => {
    throw new Error('Cannot find module');
  };
  expect(why(loadLibc({ platform: 'darwin', arch: 'arm64', load }))).toBe('not Linux: darwin');
  expect(why(loadLibc({ platform: 'linux', arch: 'x64', load }))).toMatch(/^koffi is not installed/);
});

test('glibc is tried, then musl by the name of its architecture', () => {
  const tried: string[] = [];
  const koffi = {
    load: (path: string): never => {
      tried.push(path);
      throw new Error('no such file');
    },
  };
  expect(why(loadLibc({ platform: 'linux', arch: 'arm64', load: () => koffi }))).toMatch(/^no C library/);
  expect(tried).toEqual(['libc.so.6', 'libc.musl-aarch64.so.1']);
});

test('a BBR that is refused comes with what would help', () => {
  expect(reasonOf('ENOENT', 'cubic')).toMatch(/modprobe tcp_bbr/);
  expect(reasonOf('EPERM', 'cubic')).toMatch(/tcp_allowed_congestion_control/);
  expect(reasonOf('EINVAL', 'cubic')).toMatch(/cubic instead.*EINVAL/);
});
