import {
  capacityOf,
  forgetSilent,
  hear,
  noRoomKnown,
  seeHosts,
  silentAfterMs,
} from '../../../src/domain/admission/room';
import { hostOfIdentity, workerIdentity } from '../../../src/domain/admission/worker-identity';

const a = { host: 'a', lanes: 4, backupsAtOnce: null };
const b = { host: 'b', lanes: 2, backupsAtOnce: null };

it('there is room for as many backups as the hosts have lanes, each host counted once', () => {
  expect(capacityOf(hear(hear(hear(noRoomKnown, a, 0), b, 1), a, 2))).toBe(6);
});

it('the configuration may say fewer, and its newest word counts', () => {
  const capped = hear(noRoomKnown, { ...a, backupsAtOnce: 3 }, 0);
  expect(capacityOf(capped)).toBe(3);
  expect(capacityOf(hear(capped, { ...a, backupsAtOnce: 9 }, 1))).toBe(4);
  expect(capacityOf(hear(capped, a, 1))).toBe(4);
});

it('there is room for one where no host is known', () => {
  expect(capacityOf(noRoomKnown)).toBe(1);
});

it('a host that has been silent is forgotten, one that is seen is not', () => {
  const both = hear(hear(noRoomKnown, a, 0), b, 0);
  const later = forgetSilent(seeHosts(both, [b], silentAfterMs), silentAfterMs);
  expect(later.hosts.map(({ host }) => host)).toEqual(['b']);
});

it('a host that was started again with other lanes has those', () => {
  expect(capacityOf(seeHosts(hear(noRoomKnown, a, 0), [{ host: 'a', lanes: 8 }], 1))).toBe(8);
});

it('a worker’s name tells its host and its lanes, and other workers’ names tell nothing', () => {
  const host = { host: 'db-host (new)@rack', lanes: 4 };
  expect(hostOfIdentity(workerIdentity(host, 4711))).toEqual(host);
  expect(hostOfIdentity('4711@db-host')).toBeUndefined();
});
