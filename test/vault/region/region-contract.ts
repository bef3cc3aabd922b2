import { hash, randomBytes } from 'node:crypto';
import type { ErrorCode } from '../../../src/errors';
import type { Region } from '../../../src/vault/region/region';

const sha = (bytes: Buffer): string => hash('sha256', bytes);

/** A promise that has to fail with this code. */
export async function codeOf(work: Promise<unknown>): Promise<ErrorCode | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    return (error as { code?: ErrorCode }).code;
  }
}

/** What src/vault/region/region.ts promises, for every implementation of it. `prefix` keeps one run's keys from another's. */
export function regionContract(name: string, open: () => Promise<Region> | Region): void {
  describe(`region contract: ${name}`, () => {
    let region: Region;
    const prefix = `contract-${randomBytes(4).toString('hex')}`;

    beforeAll(async () => {
      region = await open();
    });
    afterAll(() => region.close());

    it('gives back what was put, byte for byte', async () => {
      for (const size of [0, 1, 100_000, 3_000_000]) {
        const body = randomBytes(size);
        expect(await region.putObject(`${prefix}/bytes/${size}`, body, sha(body))).toBe('stored');
        expect((await region.getObject(`${prefix}/bytes/${size}`)).equals(body)).toBe(true);
        expect(await region.headObject(`${prefix}/bytes/${size}`)).toEqual({ sizeBytes: size, sha256: sha(body) });
      }
    });

    it.each([100, 5_000_000])('puts the same %i bytes twice, the second time as present', async (size) => {
      const body = randomBytes(size);
      expect(await region.putObject(`${prefix}/twice/${size}`, body, sha(body))).toBe('stored');
      expect(await region.putObject(`${prefix}/twice/${size}`, body, sha(body))).toBe('present');
    });

    it.each([100, 5_000_000])('never replaces an object of %i bytes', async (size) => {
      const [first, second] = [randomBytes(size), randomBytes(size)];
      await region.putObject(`${prefix}/once/${size}`, first, sha(first));
      expect(await codeOf(region.putObject(`${prefix}/once/${size}`, second, sha(second)))).toBe('OBJECT_CONFLICT');
      expect((await region.getObject(`${prefix}/once/${size}`)).equals(first)).toBe(true);
    });

    it('refuses bytes that do not fit their digest, and stores nothing', async () => {
      const put = region.putObject(`${prefix}/wrong`, Buffer.from('these'), sha(Buffer.from('others')));
      expect(await codeOf(put)).toBe('OBJECT_REJECTED');
      expect(await region.headObject(`${prefix}/wrong`)).toBeUndefined();
    });

    it('says that an object is missing, and where', async () => {
      const get = region.getObject(`${prefix}/absent`);
      await expect(get).rejects.toMatchObject({ code: 'OBJECT_MISSING' });
      await expect(get).rejects.toThrow(region.settings.name);
      await expect(get).rejects.toThrow(`s3://${region.settings.bucket}/${prefix}/absent`);
      expect(await region.headObject(`${prefix}/absent`)).toBeUndefined();
    });

    it('lists all keys below a prefix in their order, over pages', async () => {
      const keys = Array.from({ length: 1050 }, (_, i) => `${prefix}/list/a-${String(i).padStart(8, '0')}`);
      const body = Buffer.from('x');
      const put = (key: string): Promise<unknown> => region.putObject(key, body, sha(body));
      for (let i = 0; i < keys.length; i += 50) await Promise.all(keys.slice(i, i + 50).map(put));
      await put(`${prefix}/list/b-0`);
      const listed: string[] = [];
      for await (const { key, sizeBytes } of region.listObjects(`${prefix}/list/a-`)) {
        expect(sizeBytes).toBe(1);
        listed.push(key);
      }
      expect(listed).toEqual(keys);
    });

    it('finds nothing wrong in a check, and leaves nothing behind', async () => {
      await region.check();
      const left: string[] = [];
      for await (const { key } of region.listObjects('')) if (key.includes('check')) left.push(key);
      expect(left).toEqual([]);
    });

    it('ends a call with the caller’s own reason', async () => {
      const reason = new Error('enough');
      await expect(region.getObject(`${prefix}/x`, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
      const controller = new AbortController();
      const body = randomBytes(5_000_000);
      const put = region.putObject(`${prefix}/aborted`, body, sha(body), { signal: controller.signal });
      controller.abort(reason);
      await expect(put).rejects.toBe(reason);
    });
  });
}
