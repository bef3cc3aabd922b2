import type { DecodedSeries } from '../monitor/decode-series';
import { lineOf, ofRegion, type Figure, type Line, type TimeSpan } from './figures-over-time';
import { html, type Markup } from './html';
import { lineChart } from './line-chart';

/** The pictures of a series that show lines. @param place of its host among several */
export function charts({ rows, regions, host }: DecodedSeries, span: TimeSpan, place?: number): Markup {
  const id = (name: string): string => (place === undefined ? name : `${name}-${place}`);
  const byRegion = (figure: Parameters<typeof ofRegion>[1]): readonly Line[] =>
    regions.map((region) => lineOf(region, rows, ofRegion(region, figure)));
  const ofHost = (name: string, figure: Figure): Line => lineOf(name, rows, figure);
  const percent = (share: number | null | undefined): number | null => (share == null ? null : share * 100);
  return html`<section>
      <h2>The lines to the regions${place !== undefined && `, from ${host}`}</h2>
      ${lineChart({
        id: id('throughput'),
        title: 'Throughput',
        unit: 'Mbit/s',
        note: 'What each region acknowledged. All get the same parts, so lines that part show one being left behind.',
        lines: byRegion(({ acknowledgedBytes }, seconds) => (acknowledgedBytes * 8) / 1e6 / seconds),
        span,
      })}
      ${lineChart({
        id: id('round-trip'),
        title: 'Round trip',
        unit: 'ms',
        note: 'Level is good; a rise under load is a queue on the line. A gap: no data was on its way.',
        lines: byRegion(({ roundTripMs }) => roundTripMs),
        span,
      })}
      ${lineChart({
        id: id('retransmitted'),
        title: 'Retransmitted',
        unit: '% of what was sent',
        note: 'Over 0.2 % matters to CUBIC; BBR rides over some percent.',
        lines: byRegion(({ sentBytes, retransmittedBytes }) =>
          sentBytes > 0 ? Math.min(100, (retransmittedBytes / sentBytes) * 100) : null,
        ),
        span,
        smallestEnd: 0.2,
      })}
    </section>
    <section>
      <h2>The worker’s host${place !== undefined && ` ${host}`}</h2>
      ${lineChart({
        id: id('cpu'),
        title: 'CPU',
        unit: '%',
        note: 'Of all cores, whoever used them; pressure is the share of the time in which some task waited for one.',
        lines: [
          ofHost('used', ({ host }) => percent(host.cpuShare)),
          ofHost('pressure', ({ host }) => percent(host.pressure?.cpu)),
        ],
        span,
        smallestEnd: 100,
      })}
      ${lineChart({
        id: id('run-queue'),
        title: 'Run queue',
        unit: 'ms',
        note: 'How long the worker’s threads waited for a core at each wake-up. Over 5 ms is a shortage.',
        lines: [ofHost('delay', ({ host }) => host.runQueueDelayMs)],
        span,
      })}
      ${lineChart({
        id: id('disk-memory'),
        title: 'Disk and memory',
        unit: '%',
        note: 'The busiest disk, and the share of the time in which some task waited for a disk or for memory.',
        lines: [
          ofHost('disk busy', ({ host }) => percent(host.diskBusyShare)),
          ofHost('disk pressure', ({ host }) => percent(host.pressure?.disk)),
          ofHost('memory pressure', ({ host }) => percent(host.pressure?.memory)),
        ],
        span,
        smallestEnd: 20,
      })}
    </section>`;
}
