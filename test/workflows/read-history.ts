import { readFileSync } from 'node:fs';
import { temporal } from '@temporalio/proto';

export type History = temporal.api.history.v1.IHistory;

/**
 * A history as `temporal workflow show --output json` writes it. The SDK's own reader needs a single copy of protobufjs
 * in node_modules, which npm does not promise; this one gives times and durations the shape that protobufjs reads.
 */
export function readHistory(path: string): History {
  const json: unknown = JSON.parse(readFileSync(path, 'utf8'), (key, value: unknown) =>
    typeof value === 'string' && key !== 'data' ? timeOrText(value) : value,
  );
  // Checked by fromObject, field by field.
  return temporal.api.history.v1.History.fromObject(json as Record<string, unknown>);
}

function timeOrText(text: string): string | { seconds: number; nanos: number } {
  if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text)) return inSeconds(Date.parse(text) / 1000);
  return /^\d+(\.\d+)?s$/.test(text) ? inSeconds(Number.parseFloat(text)) : text;
}

function inSeconds(time: number): { seconds: number; nanos: number } {
  const seconds = Math.floor(time);
  return { seconds, nanos: Math.round((time - seconds) * 1e9) };
}
