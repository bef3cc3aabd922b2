// Bundles the workflows once, when the package is built: see src/worker/workflow-bundle.ts.
const { writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { bundleWorkflowCode, DefaultLogger } = require('@temporalio/worker');

bundleWorkflowCode({
  workflowsPath: join(__dirname, '..', 'dist', 'workflows', 'index.js'),
  logger: new DefaultLogger('WARN'),
})
  .then(({ code }) => writeFileSync(join(__dirname, '..', 'dist', 'workflow-bundle.js'), code))
  .catch((error) => {
    console.error(error);
    process.exitCode = 1;
  });
