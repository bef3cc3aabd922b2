import type { AccelerationReport } from '../domain/acceleration';
import type { Manifest } from '../domain/manifest';
import { formatBytes } from '../domain/quantities';
import { html, type Markup } from './html';

/** What the sockets got, where the manifest tells it. */
export const accelerationOf = ({ acceleration }: Pick<Manifest, 'acceleration'>): AccelerationReport | undefined =>
  acceleration ?? undefined;

export function accelerationFacts(report: AccelerationReport): Markup {
  const { scope, unavailable, regions, hostChanges, gains } = report;
  const notes = [...hostChanges.map((change) => `changed on the host: ${change}`), ...gains];
  return html`<h2>Acceleration</h2>
    <p>${unavailable === null ? `Scope: ${scope}.` : `Plain sockets: ${unavailable}`}</p>
    ${
      regions.length > 0 &&
      html`<div class="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">Region</th>
              <th scope="col">Congestion control</th>
              <th scope="col">Fast Open</th>
              <th scope="col">Limit</th>
              <th scope="col">Notes</th>
            </tr>
          </thead>
          <tbody>
            ${regions.map(
              ({ region, congestionControl, fastOpen, limitBytesPerSecond, proxied, reasons }) =>
                html`<tr>
                  <th scope="row">${region}</th>
                  <td>${congestionControl ?? 'not known'}</td>
                  <td>
                    ${fastOpen === null ? 'not known' : `${fastOpen.used} of ${fastOpen.connections} connections`}
                  </td>
                  <td>${limitBytesPerSecond === null ? 'none' : `${formatBytes(limitBytesPerSecond)}/s`}</td>
                  <td>${[...(proxied ? ['through a proxy'] : []), ...reasons].join('; ')}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>`
    }
    ${
      notes.length > 0 &&
      html`<ul>
        ${notes.map((note) => html`<li>${note}</li>`)}
      </ul>`
    }`;
}
