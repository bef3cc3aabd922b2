import { withSession } from '../../src/oracle/session';
import { openDatabaseLines } from '../../src/transport/database-lines';
import { openOracleLab } from '../oracle/oracle-lab';
import { waitFor } from '../harness/wait-for';
import { onLinux } from './web-server';

const ask = (target: Parameters<typeof withSession>[0]): Promise<unknown> =>
  withSession(target, {}, (session) =>
    session.query('SELECT SCN FROM V$DATABASE', {}, { doing: 'ask' }).catch(() => undefined),
  );

onLinux('the sockets of a database', () => {
  test('the driver’s own socket is found, gets BBR where it may, and is read', async () => {
    await using database = await openOracleLab();
    const lines = openDatabaseLines({ scope: 'socket' });
    try {
      const target = { ...database.target, watchConnect: lines.watch.bind(lines) };
      await ask(target);
      const line = lines.line('sales');
      expect(['bbr', 'cubic', 'reno']).toContain(line.congestionControl);
      const counters = line.read()?.counters;
      expect(counters?.connectionsOpened).toBe(1);
      expect(counters?.sentBytes).toBeGreaterThan(100);
      expect(counters?.receivedBytes).toBeGreaterThan(100);
      await waitFor('the session’s socket is closed', () => line.read()?.state.connections === 0);
      expect(lines.line('another').read()?.counters.connectionsOpened).toBe(0);
    } finally {
      lines.close();
    }
  });

  test('a socket that is opened outside of it is nobody’s', async () => {
    await using database = await openOracleLab();
    const lines = openDatabaseLines({ scope: 'socket' });
    try {
      await ask(database.target);
      expect(lines.line('sales').read()?.counters.connectionsOpened).toBe(0);
    } finally {
      lines.close();
    }
  });
});

test('without koffi the work is done all the same, and nothing can be read', async () => {
  const lines = openDatabaseLines({ scope: 'socket', libc: { unavailable: 'koffi is not installed' } });
  expect(await lines.watch('sales', () => Promise.resolve(1))).toBe(1);
  expect(lines.line('sales').read()).toBeUndefined();
  lines.close();
});
