import { matrix, parseCell } from '../../../bench/wan/cell';

test('the matrix has every round trip with every loss in both modes, a link’s two beside each other', () => {
  const plans = matrix();
  expect(plans).toHaveLength(18);
  expect(plans.slice(0, 2)).toEqual([
    { rttMs: 2, lossPct: 0, mode: 'plain', rateMbit: 200 },
    { rttMs: 2, lossPct: 0, mode: 'accelerated', rateMbit: 200 },
  ]);
});

test('a cell is named by round trip, loss and mode', () => {
  expect(parseCell('80,0.1,plain')).toEqual({ rttMs: 80, lossPct: 0.1, mode: 'plain', rateMbit: 200 });
});

test.each(['80,1', '80,1,fast', 'far,1,plain', '80,100,plain', ''])('%p names no cell', (text) => {
  expect(() => parseCell(text)).toThrow(/such as 80,1,accelerated/);
});
