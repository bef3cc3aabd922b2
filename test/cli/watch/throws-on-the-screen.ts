import { listenForKeys } from '../../../src/cli/watch/keys';
import { liveScreen } from '../../../src/cli/watch/live-screen';

// A program that dies of a defect while it has the screen and reads keys.
liveScreen(process.stdout, () => undefined).show(['drawn']);
listenForKeys(process.stdin, () => {
  throw new Error('a defect');
});
