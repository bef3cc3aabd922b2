// Prints "N passed, N failed, N skipped" from jest's JSON files; the names of skipped tests go to standard error.
const { existsSync, readFileSync } = require('fs');

const [failedSteps, ...files] = process.argv.slice(2);
const empty = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [] };
const runs = files.map((file) => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : empty));

for (const { name, assertionResults } of runs.flatMap(({ testResults }) => testResults)) {
  for (const { status, fullName } of assertionResults) {
    if (status === 'pending' || status === 'todo') console.error(`skipped: ${fullName} (${name})`);
  }
}

const sum = (of) => runs.reduce((total, run) => total + of(run), 0);
// A test file that cannot be read has no tests to fail. A step that runs jest fails with its tests: counted once.
const failuresOf = (run) => run.numFailedTests + (run.numRuntimeErrorTestSuites || 0);
const failedTests = sum(failuresOf);
const otherFailures = Math.max(0, Number(failedSteps) - runs.filter((run) => failuresOf(run) > 0).length);
const skipped = sum((run) => run.numPendingTests + run.numTodoTests);
console.log(`${sum((run) => run.numPassedTests)} passed, ${failedTests + otherFailures} failed, ${skipped} skipped`);
