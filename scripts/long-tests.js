/** Tests that `npm run test:labs` runs, so that `npm test` stays under 20 minutes on two cores. CI runs both. */
exports.longTests = [
  'backup/kills-between-phases',
  'backup/kills-export',
  'backup/kills-hosts',
  'workflows/admission-restarts',
  'workflows/admission-thousand',
].map((name) => `<rootDir>/test/${name}.test.ts`);
