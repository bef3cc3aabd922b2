// Prints "N passed, N failed, N skipped" from jest's JSON; the names of skipped tests go to standard error.
const { existsSync, readFileSync } = require('fs');

const [file, failedSteps] = process.argv.slice(2);
const empty = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [] };
const results = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : empty;

for (const { name, assertionResults } of results.testResults) {
  for (const { status, fullName } of assertionResults) {
    if (status === 'pending' || status === 'todo') console.error(`skipped: ${fullName} (${name})`);
  }
}

// A test file that cannot be read has no tests to fail. The step that runs jest fails with its tests: counted once.
const failedTests = results.numFailedTests + (results.numRuntimeErrorTestSuites || 0);
const otherFailures = Math.max(0, Number(failedSteps) - (failedTests > 0 ? 1 : 0));
const skipped = results.numPendingTests + results.numTodoTests;
console.log(`${results.numPassedTests} passed, ${failedTests + otherFailures} failed, ${skipped} skipped`);
