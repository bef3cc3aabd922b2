import { Patience } from '../../../src/vault/copy/patience';

describe('patience', () => {
  let usedUp: number;
  let patience: Patience;

  beforeEach(() => {
    jest.useFakeTimers();
    usedUp = 0;
    patience = new Patience(1000, () => (usedUp += 1));
  });
  afterEach(() => jest.useRealTimers());

  const standFor = (standing: Parameters<Patience['stand']>[0], ms: number): void => {
    patience.stand(standing);
    jest.advanceTimersByTime(ms);
  };

  it('runs down only while the region is behind, and tells once that it is used up', () => {
    standFor('behind', 600);
    standFor('even', 5000);
    standFor('behind', 399);
    expect(usedUp).toBe(0);
    jest.advanceTimersByTime(1);
    expect([usedUp, patience.isUsedUp]).toEqual([1, true]);
    standFor('behind', 5000);
    expect(usedUp).toBe(1);
  });

  it('comes back while the region is ahead, and to no more than it was', () => {
    standFor('behind', 900);
    standFor('ahead', 500);
    standFor('behind', 599);
    expect(usedUp).toBe(0);
    standFor('ahead', 60_000);
    standFor('behind', 999);
    expect(usedUp).toBe(0);
    standFor('behind', 1);
    expect(usedUp).toBe(1);
  });

  it('tells again once it has come back, or was renewed', () => {
    standFor('behind', 1000);
    standFor('ahead', 200);
    standFor('behind', 200);
    expect(usedUp).toBe(2);
    patience.renew(300);
    expect(patience.isUsedUp).toBe(false);
    standFor('behind', 300);
    expect(usedUp).toBe(3);
  });

  it('of nothing is used up from the start, and told of when somebody would wait', () => {
    patience = new Patience(0, () => (usedUp += 1));
    expect(patience.isUsedUp).toBe(true);
    standFor('behind', 1);
    expect(usedUp).toBe(1);
  });
});
