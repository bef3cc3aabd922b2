/**
 * `npm run test:labs`: each bottleneck is caused and has to be named, alone on the machine since other tests use its cores;
 * and the longest of the other tests.
 */
const { testPathIgnorePatterns: _, ...shared } = require('./jest.config.js');
const { longTests } = require('./scripts/long-tests.js');

/** @type {import('jest').Config} */
module.exports = {
  ...shared,
  testMatch: ['<rootDir>/test/bottlenecks/**/*.test.ts', ...longTests],
  maxWorkers: 1,
};
