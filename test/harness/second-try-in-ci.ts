/**
 * Whole backups with half a dozen processes on a machine that others use too: in CI a test of them that fails is tried
 * once more, and its first failure is printed all the same. By hand there is no second try.
 */
if (process.env['CI'] === 'true' && expect.getState().testPath?.includes('/test/backup/') === true) {
  jest.retryTimes(1, { logErrorsBeforeRetry: true });
}
