import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One operation of docs/operating.md, as each program does it. */
export interface Operation {
  /** The heading that it stands under, and which of the blocks there it is. */
  readonly name: string;
  /** Whole command lines: continued lines are joined. */
  readonly commands: readonly string[];
}

/** The page's shell examples in order: a block is an operation. */
export function readOperatingPage(): readonly Operation[] {
  const page = readFileSync(join(__dirname, '../../docs/operating.md'), 'utf8');
  return page.split(/^## /m).flatMap((section) => {
    const [heading = ''] = section.split('\n');
    return [...section.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block = ''], i) => ({
      name: `${heading} ${i + 1}`,
      commands: block
        .replaceAll(/ \\\n\s*/g, ' ')
        .trimEnd()
        .split('\n'),
    }));
  });
}
