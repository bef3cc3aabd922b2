import { BackupError } from '../../../errors';

/** Where in the folder something is wrong: a file's name, and its line if it is about one. */
export interface LoadPlace {
  readonly file: string;
  readonly line?: number;
}

/** LOAD_INVALID with the place in front: `orders.csv, line 7: …`. */
export function loadError(place: LoadPlace, message: string, cause?: unknown): BackupError {
  const line = place.line === undefined ? '' : `, line ${place.line}`;
  return new BackupError('LOAD_INVALID', `${place.file}${line}: ${message}`, { cause });
}
