import type { AccelerationReport } from '../../src/domain/acceleration';
import * as fc from 'fast-check';
import { monitorFindings } from '../../src/domain/manifest';
import { decodeSeries, type DecodedSeries } from '../../src/monitor/decode-series';
import { escapeHtml, html } from '../../src/report/html';
import { reportPage } from '../../src/report/report-page';
import { clock, timeTicks, valueScale } from '../../src/report/ticks';
import { lasting, sampleOf } from '../monitor/example-sample';
import { exampleBackupId, exampleReport } from './example-series';

const { series: bytes, manifest } = exampleReport();
const series = decodeSeries(bytes);
const page = reportPage({ manifest, series });

describe('the report of a backup', () => {
  test('says what was backed up, how long it took, and where it is', () => {
    for (const text of [
      'Backup of sales',
      exampleBackupId,
      '21.0 GB',
      '30 min',
      '2 of 3 whole',
      'not whole in paris',
    ]) {
      expect(page).toContain(text);
    }
    expect(page).toContain('region paris was away for 3 min');
  });

  test('names what held it back, when, from what, and what to do', () => {
    expect(series.changes.map(({ verdict }) => verdict && [verdict.bottleneck, verdict.region])).toEqual([
      ['database', undefined],
      ['loss', 'stockholm'],
      ['database', undefined],
      ['cpu', undefined],
      ['database', undefined],
      null,
    ]);
    for (const { verdict } of series.changes) {
      if (verdict === null) continue;
      expect(page).toContain(escapeHtml(verdict.evidence));
      expect(page).toContain(escapeHtml(verdict.advice));
    }
  });

  test('has a title, a summary in words and a table for each picture', () => {
    for (const name of ['Throughput', 'Round trip', 'Retransmitted', 'CPU', 'Run queue', 'Disk and memory']) {
      expect(page).toContain(`${name} as a table</summary>`);
    }
    expect(page.match(/<svg[^>]*role="img" aria-labelledby/g)).toHaveLength(6);
    expect(page.match(/<desc /g)).toHaveLength(6);
  });

  test('stands alone: it names nothing that would be loaded, and has no script', () => {
    expect(page).not.toMatch(/<script|<link|<img|<iframe|@import|url\(|src=|href=/);
  });

  test('tells what this host could not record', () => {
    expect(page).toContain('apt-get install bpftrace');
  });

  test('without a series shows the manifest’s facts and says why', () => {
    const bare = reportPage({
      manifest: { ...manifest, monitor: null },
      series: null,
      whyNoSeries: 'It ran without <it>.',
    });
    expect(bare).toContain('It ran without &lt;it&gt;.');
    expect(bare).toContain('Phases</h2>');
    expect(bare).not.toContain('Throughput');
  });

  describe('that two hosts copied', () => {
    const findings = monitorFindings(manifest);
    if (findings === null) throw new Error('the example was watched');
    const second = { ...findings, host: 'host-2', shares: [{ bottleneck: 'disk' as const, share: 1 }] };
    const watched = { ...manifest, monitor: { ...findings, hosts: [findings, second] } };
    const ofBoth = reportPage({ manifest: watched, series, otherSeries: [{ ...series, host: 'host-2' }] });

    test('has the pictures of each, told apart by its name', () => {
      for (const host of ['backup-host-1', 'host-2']) {
        expect(ofBoth).toContain(`<strong>On ${host}</strong>`);
        expect(ofBoth).toContain(`The lines to the regions, from ${host}</h2>`);
        expect(ofBoth).toContain(`The worker’s host ${host}</h2>`);
        expect(ofBoth).toContain(`seconds that host ${host} recorded`);
      }
      const ids = [...ofBoth.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
      expect(new Set(ids).size).toBe(ids.length);
      expect(ofBoth.match(/<svg[^>]*role="img" aria-labelledby/g)).toHaveLength(12);
    });

    test('has the shares of each, and of both', () => {
      expect(ofBoth.match(/<ul class="shares">/g)).toHaveLength(3);
      expect(ofBoth).toContain('<strong>On all hosts</strong>');
    });

    test('says why the series of one is not there', () => {
      const ofOne = reportPage({ manifest: watched, series, whyNoSeries: 'The series of host-2 is gone.' });
      expect(ofOne).toContain('<p>The series of host-2 is gone.</p>');
      expect(ofOne).toContain('Throughput as a table');
    });
  });

  test('shows what the sockets got, where the manifest tells it', () => {
    const acceleration: AccelerationReport = {
      host: 'h',
      scope: 'socket',
      unavailable: null,
      regions: [
        {
          region: 'stockholm',
          congestionControl: 'bbr',
          fastOpen: { used: 3, connections: 4 },
          reasons: [],
          connections: 4,
          limitBytesPerSecond: null,
          proxied: false,
        },
      ],
      hostChanges: [],
      gains: ['more with tcp_wmem raised'],
    };
    const told = reportPage({ manifest: { ...manifest, acceleration }, series });
    expect(told).toContain('3 of 4 connections');
    expect(told).toContain('more with tcp_wmem raised');
  });

  test('draws a series without rows, and one of a single second', () => {
    const of = (rows: DecodedSeries['rows']): string =>
      reportPage({ manifest, series: { ...series, rows, changes: [] } });
    expect(of([])).toContain('Nothing stood out');
    expect(of(lasting(sampleOf(), 1))).not.toMatch(/NaN|Infinity|undefined/);
  });
});

describe('whatever comes from outside', () => {
  const nasty = '<script>alert(1)</script>"\'&\u0000';

  test('is text in the report, never markup', () => {
    const attacked = reportPage({
      manifest: {
        ...manifest,
        database: nasty,
        createdBy: nasty,
        warnings: [nasty],
        copies: [{ region: nasty, jurisdiction: nasty, state: 'unavailable', missingParts: 0, reason: nasty }],
      },
      series: {
        ...series,
        host: nasty,
        regions: [nasty],
        rows: series.rows
          .slice(0, 3)
          .map((row) => ({ ...row, regions: { [nasty]: Object.values(row.regions)[0] ?? never() } })),
        changes: [{ at: 0, verdict: { bottleneck: 'link', region: nasty, evidence: nasty, advice: nasty } }],
      },
    });
    expect(attacked).not.toContain('<script');
    expect(attacked).not.toContain('\u0000');
    expect(attacked).toContain('&lt;script&gt;alert(1)');
  });

  test('cannot leave an attribute or an element', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(html`<p title="${text}">${text}</p>`.text.match(/[<>"]/g)).toEqual(['<', '"', '"', '>', '<', '>']);
      }),
    );
  });
});

const never = (): never => {
  throw new Error('the example has regions in all rows');
};

describe('axes', () => {
  test('have three to six ticks that cover the largest value, in steps of 1, 2, 2.5 or 5', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e12, noNaN: true }), (largest) => {
        const { end, ticks } = valueScale(largest, 0);
        expect(end).toBeGreaterThanOrEqual(largest * (1 - 1e-9));
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        expect(ticks.length).toBeLessThanOrEqual(6);
        const step = Number(((ticks[1] ?? 0) / 10 ** Math.floor(Math.log10((ticks[1] ?? 1) * (1 + 1e-9)))).toFixed(4));
        expect([1, 2, 2.5, 5]).toContain(step);
      }),
    );
  });

  test('of time have round times of the clock, at most seven', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1000, max: 30 * 86_400_000 }), (length) => {
        const from = Date.UTC(2026, 10, 23, 8, 15, 7);
        const { at, stepMs } = timeTicks(from, from + length);
        expect(at.length).toBeLessThanOrEqual(7);
        for (const time of at) expect(time % stepMs).toBe(0);
      }),
    );
    expect(clock(Date.UTC(2026, 10, 23, 8, 15, 7), 1000)).toBe('08:15:07');
    expect(clock(Date.UTC(2026, 10, 23, 12), 86_400_000)).toBe('11-23 12:00');
  });
});
