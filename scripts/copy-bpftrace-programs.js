// The compiler copies no files but its own: the monitor's programs go where its compiled code looks for them.
const { cpSync, rmSync } = require('node:fs');
const { join } = require('node:path');

const programs = join('src', 'monitor', 'programs');
const root = join(__dirname, '..');

rmSync(join(root, 'dist', programs), { recursive: true, force: true });
cpSync(join(root, programs), join(root, 'dist', programs), { recursive: true });
