import { average, highest, type Line, type Point, type TimeSpan } from './figures-over-time';
import { html, type Markup } from './html';
import { leftPercent, timeAxis } from './time-axis';
import { clock, tickText, timeTicks, valueScale } from './ticks';

export interface LineChart {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  /** One sentence: what it shows, and what is good. */
  readonly note: string;
  readonly lines: readonly Line[];
  readonly span: TimeSpan;
  /** The axis goes at least so far. */
  readonly smallestEnd?: number;
}

/**
 * A picture of lines over time with its table. The drawing stretches with the page, so its texts are HTML beside it and
 * keep their size on a narrow one.
 */
export function lineChart(chart: LineChart): Markup {
  const { id, title, unit, note, lines, span, smallestEnd } = chart;
  const known = lines.filter((line) => highest(line) !== null);
  if (known.length === 0)
    return html`<figure>
      <figcaption><h3>${title}</h3></figcaption>
      <p class="note">Not recorded on this host.</p>
    </figure>`;
  const { end, ticks } = valueScale(Math.max(...known.map((line) => highest(line) ?? 0)), smallestEnd);
  return html`<figure>
    <figcaption>
      <h3>${title} <span class="unit">${unit}</span></h3>
      <p class="note">${note}</p>
    </figcaption>
    ${legend(lines)}
    <div class="plot">
      <div class="values" aria-hidden="true">
        ${ticks.map((tick) => html`<span style="bottom:${(tick / end) * 100}%">${tickText(tick)}</span>`)}
      </div>
      <svg viewBox="0 0 1000 200" preserveAspectRatio="none" role="img" aria-labelledby="${id}-title ${id}-text">
        <title id="${id}-title">${title}, ${unit}</title>
        <desc id="${id}-text">${inWords(lines, unit)}</desc>
        ${ticks.map((tick) => html`<line class="grid" x1="0" x2="1000" y1="${y(tick, end)}" y2="${y(tick, end)}" />`)}
        ${timeTicks(span.fromMs, span.untilMs).at.map((ms) => html`<line class="grid" x1="${leftPercent(ms, span) * 10}" x2="${leftPercent(ms, span) * 10}" y1="0" y2="200" />`)}
        ${lines.map((line, i) => html`<path class="line line-${i % 6}" d="${path(line.points, end, span)}" />`)}</svg
      >${timeAxis(span)}
    </div>
    ${table(chart)}
  </figure>`;
}

function legend(lines: readonly Line[]): Markup {
  return html`<ul class="legend" aria-hidden="true">
    ${lines.map(
      ({ name }, i) =>
        html`<li>
          <svg viewBox="0 0 28 8" width="28" height="8"><path class="line line-${i % 6}" d="M0 4H28" /></svg>${name}
        </li>`,
    )}
  </ul>`;
}

const y = (value: number, end: number): number => Number((200 - (value / end) * 200).toFixed(2));

/** A line in pieces: what is not known is a gap. */
function path(points: readonly Point[], end: number, span: TimeSpan): string {
  let isDrawing = false;
  let drawn = '';
  for (const { fromMs, untilMs, value } of points) {
    if (value === null) {
      isDrawing = false;
      continue;
    }
    const x = (leftPercent((fromMs + untilMs) / 2, span) * 10).toFixed(1);
    drawn += `${isDrawing ? 'L' : 'M'}${x} ${y(value, end)}`;
    isDrawing = true;
  }
  return drawn;
}

const figure = (value: number | null): string => (value === null ? '–' : value.toFixed(Math.abs(value) < 10 ? 1 : 0));

const inWords = (lines: readonly Line[], unit: string): string =>
  lines
    .map((line) => `${line.name}: ${figure(average(line))} ${unit} on average, ${figure(highest(line))} at most`)
    .join('; ') + '.';

const tableRows = 15;

/** The same for those who do not see it, and for looking things up. */
function table({ title, unit, lines, span }: LineChart): Markup {
  const stepMs = Math.max(1, (span.untilMs - span.fromMs) / tableRows);
  const rows = Array.from({ length: tableRows }, (_, i) => span.fromMs + i * stepMs);
  const meanIn = ({ name, points }: Line, fromMs: number): number | null =>
    average({ name, points: points.filter((point) => point.untilMs > fromMs && point.untilMs <= fromMs + stepMs) });
  return html`<details>
    <summary>${title} as a table</summary>
    <div class="scroll">
      <table>
        <caption>
          Means in ${unit}, from each time on
        </caption>
        <thead>
          <tr>
            <th scope="col">UTC</th>
            ${lines.map(({ name }) => html`<th scope="col" class="number">${name}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (fromMs) =>
              html`<tr>
                <th scope="row">${clock(fromMs, stepMs)}</th>
                ${lines.map((line) => html`<td class="number">${figure(meanIn(line, fromMs))}</td>`)}
              </tr>`,
          )}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">all</th>
            ${lines.map((line) => html`<td class="number">${figure(average(line))}</td>`)}
          </tr>
        </tfoot>
      </table>
    </div>
  </details>`;
}
