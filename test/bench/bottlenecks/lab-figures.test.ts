import { windowsOf } from '../../../bench/bottlenecks/lab-figures';

describe('the windows that ss prints', () => {
  test('are the other end’s, one a socket', () => {
    const text =
      '0 0 10.1.2.1:4000 10.1.2.2:9000 cubic wscale:7,7 rto:204 snd_wnd:65536 rcv_wnd:14600\n' +
      '0 0 10.1.2.1:4001 10.1.2.2:9000 bbr wscale:7,7 snd_wnd:80512\n';
    expect(windowsOf(text)).toEqual([65_536, 80_512]);
    expect(windowsOf('')).toEqual([]);
  });
});
