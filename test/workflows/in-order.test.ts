import { inOrder } from '../../workflows/running/in-order';

describe('what another run is told', () => {
  it('leaves only once what was told before has arrived, so that the newest counts', async () => {
    const tell = inOrder();
    const first = Promise.withResolvers<void>();
    const told: string[] = [];
    const second = new Promise<void>((resolve) => {
      tell(() => {
        told.push('first');
        return first.promise;
      });
      tell(async () => {
        told.push('second');
        resolve();
      });
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(told).toEqual(['first']);
    first.resolve();
    await second;
    expect(told).toEqual(['first', 'second']);
  });

  it('goes on where one of it could not be told', async () => {
    const tell = inOrder();
    tell(() => Promise.reject(new Error('the run has ended')));
    await new Promise<void>((resolve) => tell(async () => resolve()));
  });
});
