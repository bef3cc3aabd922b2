import type { Bottleneck, HostFindings, Verdict } from '../domain/bottleneck';
import type { Phase } from '../domain/manifest';
import { formatBytes, formatDuration } from '../domain/quantities';
import type { VerdictChange } from '../monitor/bottleneck-judge';
import type { TimeSpan } from './figures-over-time';
import { html, type Markup } from './html';
import { leftPercent, timeAxis } from './time-axis';
import { clock } from './ticks';

/** What is written on the band; docs/report.md explains each. */
export const bottleneckNames: Readonly<Record<Bottleneck | 'none', string>> = {
  database: 'database',
  disk: 'disk',
  cpu: 'CPU',
  memory: 'memory',
  'own-limit': 'own limit',
  link: 'link full',
  loss: 'loss',
  receiver: 'receiver',
  none: 'nothing stood out',
};

export const boundBy = (bottleneck: Bottleneck | 'none', region?: string): string =>
  region === undefined ? bottleneckNames[bottleneck] : `${bottleneckNames[bottleneck]}, ${region}`;

interface Stretch {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly verdict: Verdict | null;
}

/** From each change to the next one, the last to the end. */
export function stretches(changes: readonly VerdictChange[], { untilMs }: TimeSpan): readonly Stretch[] {
  const ordered = changes.toSorted((a, b) => a.at - b.at);
  return ordered.map(({ at, verdict }, i) => ({ fromMs: at, untilMs: ordered[i + 1]?.at ?? untilMs, verdict }));
}

/** What bound the backup when, and why. */
export function bottleneckBand(changes: readonly VerdictChange[], span: TimeSpan): Markup {
  const all = stretches(changes, span);
  const named = all.flatMap((stretch) => (stretch.verdict === null ? [] : [{ ...stretch, verdict: stretch.verdict }]));
  if (named.length === 0) return html`<p class="note">Nothing stood out for longer than a few seconds.</p>`;
  return html`<figure>
    <div class="plot flat">
      <div class="band" aria-hidden="true">${named.map(segment(span))}</div>
      ${timeAxis(span)}
    </div>
    <div class="scroll">
      <table class="verdicts">
        <caption>
          The same in words
        </caption>
        <thead>
          <tr>
            <th scope="col">UTC</th>
            <th scope="col">Bound by</th>
            <th scope="col">Evidence</th>
            <th scope="col">What to do</th>
          </tr>
        </thead>
        <tbody>
          ${named.map(
            ({ fromMs, untilMs, verdict }) =>
              html`<tr>
                <td class="when">
                  ${clock(fromMs, 1000)}<br /><span class="unit">for ${formatDuration(untilMs - fromMs)}</span>
                </td>
                <th scope="row">
                  <span class="chip bound-${verdict.bottleneck}"></span>${boundBy(verdict.bottleneck, verdict.region)}
                </th>
                <td>${verdict.evidence}</td>
                <td>${verdict.advice}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </figure>`;
}

const segment =
  (span: TimeSpan) =>
  ({ fromMs, untilMs, verdict }: Stretch & { readonly verdict: Verdict }): Markup => {
    const left = leftPercent(fromMs, span);
    const width = Number((leftPercent(untilMs, span) - left).toFixed(3));
    const { bottleneck, region, evidence, advice } = verdict;
    const name = boundBy(bottleneck, region);
    return html`<div
      class="bound bound-${bottleneck}"
      style="left:${left}%;width:${width}%"
      title="${name}: ${evidence}. ${advice}"
    >
      <span>${width >= 4 ? name : ''}</span>
    </div>`;
  };

/** The shares of the time in which parts moved. */
export function sharesTable({ shares, activeSeconds }: Pick<HostFindings, 'shares' | 'activeSeconds'>): Markup {
  if (shares.length === 0) return html`<p class="note">No parts moved while the monitor watched.</p>`;
  return html`<ul class="shares">
      ${shares.map(
        ({ bottleneck, region, share }) =>
          html`<li>
            <span class="label"><span class="chip bound-${bottleneck}"></span>${boundBy(bottleneck, region)}</span>
            <span class="meter" aria-hidden="true"
              ><span
                class="bound-${bottleneck}"
                style="width:${(Math.min(1, Math.max(0, share)) * 100).toFixed(1)}%"
              ></span
            ></span>
            <span class="number">${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %</span>
          </li>`,
      )}
    </ul>
    <p class="note">Shares of the ${formatDuration(activeSeconds * 1000)} in which parts moved.</p>`;
}

/** Whose figures follow, where several hosts were watched. @param host its name, or `all hosts` */
export const hostHeading = (host: string): Markup => html`<p><strong>On ${host}</strong></p>`;

/** The same for each host that was watched. */
export const sharesByHost = (hosts: readonly HostFindings[]): Markup =>
  html`${hosts.map((each) => html`${hostHeading(each.host)} ${sharesTable(each)}`)}`;

/** A bar a phase: they overlap. */
export function phasesBand(phases: readonly Phase[], span: TimeSpan): Markup {
  return html`<figure>
    <div class="plot flat">
      <div class="phases">
        ${phases.map((phase) => {
          const fromMs = Date.parse(phase.startedAt);
          const left = leftPercent(fromMs, span);
          const width = Math.max(0.4, leftPercent(fromMs + phase.durationMs, span) - left);
          return html`<div class="phase">
            <span class="name">${phase.name}</span
            ><span class="track"
              ><span class="bar" style="left:${Math.min(left, 99.6)}%;width:${width.toFixed(3)}%"></span></span
            ><span class="took">${phaseText(phase)}</span>
          </div>`;
        })}
      </div>
      ${timeAxis(span)}
    </div>
  </figure>`;
}

function phaseText({ durationMs, bytes, bytesPerSecond }: Phase): string {
  const moved = bytes === undefined ? '' : `, ${formatBytes(bytes)}`;
  const speed = bytesPerSecond === undefined ? '' : ` at ${formatBytes(bytesPerSecond)}/s`;
  return `${formatDuration(durationMs)}${moved}${speed}`;
}
