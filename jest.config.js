const { longTests } = require('./scripts/long-tests.js');

/** ESM-only packages that Jest has to turn into CommonJS. */
const esmOnly = ['age-encryption', '@noble', '@scure', 'commander'];

/** @type {import('jest').Config} */
module.exports = {
  globalSetup: '<rootDir>/scripts/build-if-stale.js',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: [
    '<rootDir>/test/soak/',
    '<rootDir>/test/oracle-contract/',
    '<rootDir>/test/bottlenecks/',
    ...longTests,
  ],
  transform: {
    '^.+\\.(t|j|mj)s$': [
      '@swc/jest',
      { jsc: { target: 'es2024', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esmOnly.join('|')})/)`, '<rootDir>/dist/'],
  setupFilesAfterEnv: ['<rootDir>/test/harness/second-try-in-ci.ts'],
  testTimeout: 120_000,
  maxWorkers: 2,
  // A process a file: a Temporal worker's hooks on promises outlive the file that ran it in its process.
  workerIdleMemoryLimit: '1MB',
};
