/** `npm run test:labs`: each bottleneck is caused and has to be named. Alone on the machine: other tests use its cores. */
const { testPathIgnorePatterns: _, ...shared } = require('./jest.config.js');

/** @type {import('jest').Config} */
module.exports = {
  ...shared,
  testMatch: ['<rootDir>/test/bottlenecks/**/*.test.ts'],
  maxWorkers: 1,
};
