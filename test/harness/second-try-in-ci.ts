/**
 * Whole backups with half a dozen processes on a machine that others use too: in CI a test of them that fails is tried once
 * more, and its first failure is printed all the same. By hand there is no second try.
 */
const tried = /\/test\/backup\//;
// oxlint-disable-next-line jest/no-standalone-expect -- the path of the test file stands nowhere else
if (process.env['CI'] === 'true' && tried.test(expect.getState().testPath ?? '')) {
  jest.retryTimes(1, { logErrorsBeforeRetry: true });
}
