import type { MonitorFindings } from '../domain/bottleneck';
import type { Manifest } from '../domain/manifest';
import { formatBytes, formatDuration } from '../domain/quantities';
import { boundBy } from './bands';
import { html, type Markup } from './html';

/** From the start to the signature. */
export const durationMs = ({ startedAt, signedAt }: Manifest): number => Date.parse(signedAt) - Date.parse(startedAt);

export const isWhole = ({ state }: Manifest['copies'][number]): boolean => state === 'whole';

export function headline(manifest: Manifest): Markup {
  const { database, backupId, copies, startedAt, facts, export: made } = manifest;
  const short = copies.filter((copy) => !isWhole(copy)).map(({ region }) => region);
  const outcome =
    short.length === 0
      ? html`<span class="good">Sealed</span>, whole in every region.`
      : html`<span class="good">Sealed</span>; <span class="bad">not whole in ${short.join(', ')}</span> when it was
          signed.`;
  return html`<header>
    <h1>Backup of ${database}</h1>
    <p class="id">
      ${backupId} · started ${startedAt.slice(0, 10)} ${startedAt.slice(11, 16)} UTC · ${facts.name} ${facts.version} ·
      SCN ${made.scn}
    </p>
    <p class="lead">${outcome}</p>
  </header>`;
}

export function tiles(manifest: Manifest, findings: MonitorFindings | null): Markup {
  const { totals, copies, minCopies } = manifest;
  const tookMs = durationMs(manifest);
  const copy = manifest.phases.find(({ name }) => name === 'copy');
  const top = findings?.shares.find(({ bottleneck }) => bottleneck !== 'none');
  const perSecond = copy?.bytesPerSecond ?? (tookMs > 0 ? (totals.bytes * 1000) / tookMs : 0);
  return html`<dl class="tiles">
    <div>
      <dt>Size</dt>
      <dd>
        ${formatBytes(totals.bytes)}<small>${formatBytes(totals.sealedBytes)} sealed, ${totals.parts} parts</small>
      </dd>
    </div>
    <div>
      <dt>Duration</dt>
      <dd>
        ${formatDuration(tookMs)}<small
          >${formatBytes(perSecond)}/s ${copy?.bytesPerSecond === undefined ? 'in all' : 'while copying'}</small
        >
      </dd>
    </div>
    <div>
      <dt>Copies</dt>
      <dd>${copies.filter(isWhole).length} of ${copies.length} whole<small>${minCopies} needed</small></dd>
    </div>
    ${
      top !== undefined &&
      html`<div>
        <dt>Bound most by</dt>
        <dd>${boundBy(top.bottleneck, top.region)}<small>${(top.share * 100).toFixed(0)} % of the time</small></dd>
      </div>`
    }
  </dl>`;
}

export function warningList({ warnings }: Manifest): Markup | undefined {
  if (warnings.length === 0) return undefined;
  return html`<ul class="warnings" aria-label="Warnings">
    ${warnings.map((warning) => html`<li>${warning}</li>`)}
  </ul>`;
}

/** The regions as they were when the manifest was signed. */
export function regionsTable({ copies }: Manifest): Markup {
  return html`<div class="scroll">
    <table>
      <caption>
        As they were when the manifest was signed
      </caption>
      <thead>
        <tr>
          <th scope="col">Region</th>
          <th scope="col">Jurisdiction</th>
          <th scope="col">Copy</th>
          <th scope="col" class="number">Missing parts</th>
          <th scope="col">Why</th>
        </tr>
      </thead>
      <tbody>
        ${copies.map(
          (copy) =>
            html`<tr>
              <th scope="row">${copy.region}</th>
              <td>${copy.jurisdiction}</td>
              <td class="${isWhole(copy) ? 'good' : 'bad'}">${copy.state}</td>
              <td class="number">${copy.missingParts}</td>
              <td>${copy.reason ?? ''}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** What this host could not tell, and how to get it. */
export function unavailableTable({ unavailable }: MonitorFindings): Markup | undefined {
  if (unavailable.length === 0) return undefined;
  return html`<h2>Not recorded</h2>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">Figure</th>
            <th scope="col">Why not</th>
            <th scope="col">How to get it</th>
          </tr>
        </thead>
        <tbody>
          ${unavailable.map(
            ({ part, reason, remedy }) =>
              html`<tr>
                <th scope="row">${part}</th>
                <td>${reason}</td>
                <td>${remedy}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}
