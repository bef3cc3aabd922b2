#!/usr/bin/env node
'use strict';
// Plain JavaScript of Node 12: whoever has an old Node gets a sentence, not a syntax error.
var needed = [22, 15];
var version = process.versions.node.split('.').map(Number);
if (version[0] < needed[0] || (version[0] === needed[0] && version[1] < needed[1])) {
  console.error(
    'redoubt needs Node ' +
      needed.join('.') +
      ' or later; this is ' +
      process.versions.node +
      ' (' +
      process.execPath +
      ').\n' +
      'Ways out: install Node 24 (https://nodejs.org, or `nvm install 24`); or, in a clone, `npm install` and then\n' +
      '`npm exec redoubt -- …`, which runs on the Node 24 that comes with it. If that was done already, npm has left out\n' +
      'the install script of the package `node`: run `npm rebuild node --foreground-scripts`, and allow its script if\n' +
      'npm asks (`npm approve-scripts node` in newer versions of npm).',
  );
  process.exit(3);
}
var main = require('path').join(__dirname, '..', 'dist', 'src', 'cli', 'main.js');
if (!require('fs').existsSync(main)) {
  console.error('redoubt is not built: run `npm run build` in ' + require('path').join(__dirname, '..') + '.');
  process.exit(3);
}
// A young generation that stays small, of the threads too: each read of a socket is memory outside V8's heap, and is given
// back by a quick look at the few objects since the last. A large one is hardly ever looked at; V8 goes through its whole
// heap every 32 MB instead, which took an eighth of a restore's CPU, and more of a worker's that reads from a database.
var small = ['--semi-space-growth-factor=1', '--max-semi-space-size=1'];
// A worker waits for days, and V8 uses idle seconds to shrink the room that its heap may grow into; with little room it then
// goes through the heap for each few MB that are read from a database, up to half of what reading takes. So the room is always
// half of what lives. Node takes that at its start only: it starts again, as the same process, unless a debugger looks on or
// a parent has a channel to it, which would be closed.
var steady = ['--no-memory-reducer', '--heap-growing-percent=50'];
var isWorker = process.argv.indexOf('worker') !== -1;
var isTiedToAnother = process.send || (process.features.inspector && require('inspector').url() !== undefined);
if (isWorker && process.execve && !isTiedToAnother && process.execArgv.indexOf(steady[0]) === -1) {
  var flags = process.execArgv.concat(small, steady);
  try {
    process.execve(process.execPath, [process.execPath].concat(flags, process.argv.slice(1)), process.env);
  } catch {
    // Not on this system: it goes on as it is.
  }
}
if (isWorker || process.argv.indexOf('restore') !== -1) small.forEach(require('v8').setFlagsFromString);
// Compiled code is kept between commands: they start in half the time.
require('module').enableCompileCache();
require(main).main();
