/** `npm run test:soak`: whole backups under random kills, by hand. See test/soak/random-kills.test.ts. */
const { testPathIgnorePatterns: _, ...shared } = require('./jest.config.js');

/** @type {import('jest').Config} */
module.exports = {
  ...shared,
  testMatch: ['<rootDir>/test/soak/**/*.test.ts'],
  // One round has several kills, each of which may cost a heartbeat's timeout.
  testTimeout: 600_000,
  maxWorkers: 1,
  verbose: true,
};
