import type { TimeSpan } from './figures-over-time';
import { html, type Markup } from './html';
import { clock, timeTicks } from './ticks';

/** 0 to 100, from left to right; what is outside is at the edge. */
export function leftPercent(ms: number, { fromMs, untilMs }: TimeSpan): number {
  const share = untilMs > fromMs ? (ms - fromMs) / (untilMs - fromMs) : 0;
  return Number((Math.min(1, Math.max(0, share)) * 100).toFixed(3));
}

/** The times below a picture; on a narrow page every other one. */
export function timeAxis(span: TimeSpan): Markup {
  const { at, stepMs } = timeTicks(span.fromMs, span.untilMs);
  return html`<div class="times" aria-hidden="true">
    ${at.map((ms) => html`<span style="left:${leftPercent(ms, span)}%">${clock(ms, stepMs)}</span>`)}
  </div>`;
}
