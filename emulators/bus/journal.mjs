// What the broker did, one line of JSON each, appended before a client is told. Read at the start, then rewritten with what is left.
import { closeSync, existsSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';

export class Journal {
  constructor(path) {
    this.path = path;
  }

  /** The lines of the last time. A line that was cut off by a crash is left out: nobody was told of it. */
  read() {
    if (!this.path || !existsSync(this.path)) return [];
    return readFileSync(this.path, 'utf8').split('\n').flatMap((line) => {
      try {
        return line ? [JSON.parse(line)] : [];
      } catch {
        return [];
      }
    });
  }

  /** Begins anew with these lines; the old file stays until the new one is whole. */
  start(lines) {
    if (!this.path) return;
    const draft = `${this.path}.new`;
    const file = openSync(draft, 'w');
    for (const line of lines) writeSync(file, `${JSON.stringify(line)}\n`);
    closeSync(file);
    renameSync(draft, this.path);
    this.file = openSync(this.path, 'a');
  }

  write(line) {
    if (this.file !== undefined) writeSync(this.file, `${JSON.stringify(line)}\n`);
  }

  close() {
    if (this.file !== undefined) closeSync(this.file);
    this.file = undefined;
  }
}
