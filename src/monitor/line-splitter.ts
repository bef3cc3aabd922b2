const longestLine = 1 << 20;

/** Cuts text into lines. A line that does not end within 1 MiB is given up: undefined takes its place. */
export class LineSplitter {
  private rest = '';
  private givenUp = false;

  constructor(private readonly onLine: (line: string | undefined) => void) {}

  push(chunk: string): void {
    const [first = '', ...others] = chunk.split('\n');
    this.rest += first;
    for (const next of others) {
      this.endLine();
      this.rest = next;
    }
    if (this.rest.length > longestLine) {
      this.rest = '';
      this.givenUp = true;
    }
  }

  private endLine(): void {
    if (this.givenUp) this.onLine(undefined);
    // Older versions of bpftrace print an empty line for an empty map.
    else if (this.rest !== '') this.onLine(this.rest);
    this.givenUp = false;
  }
}
