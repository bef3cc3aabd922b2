/** `npm run test:oracle`: the contract suite against a real database. See test/oracle-contract/real.test.ts. */
const { testPathIgnorePatterns: _, ...shared } = require('./jest.config.js');

/** @type {import('jest').Config} */
module.exports = {
  ...shared,
  testMatch: ['<rootDir>/test/oracle-contract/**/*.test.ts'],
  // A real Data Pump job takes a minute to start on a small machine.
  testTimeout: 600_000,
  maxWorkers: 1,
};
