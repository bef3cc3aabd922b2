const { relative, sep } = require('node:path');
const Sequencer = require('@jest/test-sequencer').default;

/** Whole backups take a minute a file, workflows half of one: begun last, one of them would run alone at the end. */
const longFirst = ['backup', 'workflows'];

/** Jest knows how long files took the last time, but not in a fresh clone; there it goes by their size. */
module.exports = class LongTestsFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path, context }) => {
      const [, folder] = relative(context.config.rootDir, path).split(sep);
      const at = longFirst.indexOf(folder);
      return at === -1 ? longFirst.length : at;
    };
    return super.sort(tests).toSorted((a, b) => rank(a) - rank(b));
  }
};
