import { monitorFindings, type Manifest } from '../domain/manifest';
import type { DecodedSeries } from '../monitor/decode-series';
import { accelerationFacts, accelerationOf } from './acceleration-facts';
import { bottleneckBand, phasesBand, sharesTable } from './bands';
import { charts } from './charts';
import { headline, regionsTable, tiles, unavailableTable, warningList } from './facts';
import type { TimeSpan } from './figures-over-time';
import { html, Markup } from './html';
import { styles } from './styles';

export interface ReportInput {
  readonly manifest: Manifest;
  /** Null where there is none: `whyNoSeries` says why, in one sentence. */
  readonly series: DecodedSeries | null;
  readonly whyNoSeries?: string;
}

/**
 * The report of a backup: one HTML page that stands alone, without scripts and without anything from elsewhere. A pure
 * function of the manifest and the series.
 */
export function reportPage({ manifest, series, whyNoSeries = 'No series was kept.' }: ReportInput): string {
  const findings = monitorFindings(manifest);
  const acceleration = accelerationOf(manifest);
  const span = timeSpan(manifest, series);
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
            ${series === null ? html`<p>${whyNoSeries}</p>` : bottleneckBand(series.changes, span)}
            ${findings !== null && sharesTable(findings)}
          </section>
          <section>
            <h2>Phases</h2>
            ${phasesBand(manifest.phases, span)}
          </section>
          <section>
            <h2>Regions</h2>
            ${regionsTable(manifest)}
          </section>
          ${series !== null && charts(series, span)} ${acceleration !== undefined && accelerationFacts(acceleration)}
          ${findings !== null && unavailableTable(findings)}
          <footer>
            All times are UTC. Made from the signed
            manifest${series === null ? '' : ` and the ${series.samples} seconds that host ${series.host} recorded`} by
            ${manifest.createdBy}.
          </footer>
        </main>
      </body>
    </html> `;
  return page.text;
}

/** From the start of the backup to its signature, and all that was recorded. */
function timeSpan({ startedAt, signedAt }: Manifest, series: DecodedSeries | null): TimeSpan {
  const first = series?.rows[0];
  const last = series?.rows.at(-1);
  const [start, end] = [Date.parse(startedAt), Date.parse(signedAt)];
  const fromMs = Math.min(start, first === undefined ? start : first.at - first.seconds * 1000);
  return { fromMs, untilMs: Math.max(fromMs + 1000, end, last?.at ?? end) };
}
