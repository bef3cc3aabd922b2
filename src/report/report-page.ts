import { monitorFindings, type Manifest } from '../domain/manifest';
import type { DecodedSeries } from '../monitor/decode-series';
import { accelerationFacts, accelerationOf } from './acceleration-facts';
import { bottleneckBand, hostHeading, phasesBand, sharesByHost, sharesTable } from './bands';
import { charts } from './charts';
import { headline, regionsTable, tiles, unavailableTable, warningList } from './facts';
import type { TimeSpan } from './figures-over-time';
import { html, Markup } from './html';
import { styles } from './styles';

export interface ReportInput {
  readonly manifest: Manifest;
  /** Null where there is none: `whyNoSeries` says why, in one sentence. */
  readonly series: DecodedSeries | null;
  /** Of the other hosts that were watched. */
  readonly otherSeries?: readonly DecodedSeries[];
  /** Also where not every host's is there. */
  readonly whyNoSeries?: string;
}

/**
 * The report of a backup: one HTML page that stands alone, without scripts and without anything from elsewhere. A pure
 * function of the manifest and the series.
 */
export function reportPage({ manifest, series, otherSeries = [], whyNoSeries }: ReportInput): string {
  const findings = monitorFindings(manifest);
  const acceleration = accelerationOf(manifest);
  const all = series === null ? [] : [series, ...otherSeries];
  const why = whyNoSeries ?? (all.length === 0 ? 'No series was kept.' : undefined);
  const span = timeSpan(manifest, all);
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <title>Backup of ${manifest.database}, ${manifest.backupId}</title>
        <style>
          ${new Markup(styles)}
        </style>
      </head>
      <body>
        <main>
          ${headline(manifest)} ${tiles(manifest, findings)} ${warningList(manifest)}
          <section>
            <h2>What held it back</h2>
            ${why !== undefined && html`<p>${why}</p>`}
            ${all.map(({ host, changes }) => html`${all.length > 1 && hostHeading(host)} ${bottleneckBand(changes, span)}`)}
            ${findings?.hosts !== undefined && hostHeading('all hosts')} ${findings !== null && sharesTable(findings)}
            ${findings?.hosts !== undefined && sharesByHost(findings.hosts)}
          </section>
          <section>
            <h2>Phases</h2>
            ${phasesBand(manifest.phases, span)}
          </section>
          <section>
            <h2>Regions</h2>
            ${regionsTable(manifest)}
          </section>
          ${all.map((each, i) => charts(each, span, all.length > 1 ? i + 1 : undefined))}
          ${acceleration !== undefined && accelerationFacts(acceleration)}
          ${findings !== null && unavailableTable(findings)}
          <footer>
            All times are UTC. Made from the signed
            manifest${all.map(({ samples, host }) => ` and the ${samples} seconds that host ${host} recorded`)} by
            ${manifest.createdBy}.
          </footer>
        </main>
      </body>
    </html> `;
  return page.text;
}

/** From the start of the backup to its signature, and all that was recorded. */
function timeSpan({ startedAt, signedAt }: Manifest, all: readonly DecodedSeries[]): TimeSpan {
  const rows = all.flatMap((series) => [series.rows[0], series.rows.at(-1)]).filter((row) => row !== undefined);
  const [start, end] = [Date.parse(startedAt), Date.parse(signedAt)];
  const fromMs = Math.min(start, ...rows.map((row) => row.at - row.seconds * 1000));
  return { fromMs, untilMs: Math.max(fromMs + 1000, end, ...rows.map((row) => row.at)) };
}
