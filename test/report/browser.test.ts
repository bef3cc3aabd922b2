import { decodeSeries } from '../../src/monitor/decode-series';
import { escapeHtml } from '../../src/report/html';
import { reportPage } from '../../src/report/report-page';
import { chromium, hasChromium, render } from './chromium';
import { exampleReport } from './example-series';
import { pixelsOf } from './pixels';

const title = hasChromium ? 'in a real browser' : `in a real browser (skipped: there is no ${chromium})`;

(hasChromium ? describe : describe.skip)(title, () => {
  let page: string;
  beforeAll(() => {
    const { series, manifest } = exampleReport();
    page = reportPage({ manifest, series: decodeSeries(series) });
  });

  test.each([
    { scheme: 'light', width: 1200 },
    { scheme: 'dark', width: 1200 },
    { scheme: 'dark', width: 500 },
  ] as const)('the report is drawn $scheme at $width pixels, without a word on the console', async (options) => {
    const { dom, consoleLines, screenshot } = await render(page, options);
    expect(consoleLines).toEqual([]);
    expect(dom).toContain('Backup of sales</h1>');
    expect(dom).toContain('stockholm: ');
    const { width, colours, brightness } = pixelsOf(screenshot);
    expect(width).toBe(options.width);
    // Text, lines and bands: a blank page has one colour, a page without its style few.
    expect(colours).toBeGreaterThan(60);
    if (options.scheme === 'light') expect(brightness).toBeGreaterThan(0.8);
    else expect(brightness).toBeLessThan(0.3);
  });

  /** In a frame: a window of Chromium's is never narrower than 500 pixels, whatever it is asked for. */
  const framed = (width: number): string => `<!doctype html><title>waits</title>
<iframe id="page" width="${width}" height="1600" style="border:0" srcdoc="${escapeHtml(page)}"></iframe>
<script>
const frame = document.getElementById('page');
frame.onload = () => (document.title = 'wide: ' + frame.contentDocument.documentElement.scrollWidth);
</script>`;

  test.each([400])('nothing is wider than the page at %d pixels', async (width) => {
    const { dom } = await render(framed(width), { scheme: 'light', width: 1300, textOnly: true });
    expect(/<title>(.*)<\/title>/.exec(dom)?.[1]).toBe(`wide: ${width}`);
  });

  test('the page lets no script run, should one ever get into it', async () => {
    const script = '<script>document.title = "run"</script>';
    const { dom, consoleLines } = await render(page.replace('</main>', `${script}</main>`), {
      scheme: 'light',
      width: 1200,
      textOnly: true,
    });
    expect(dom).not.toContain('<title>run</title>');
    expect(consoleLines.join('\n')).toMatch(/Content Security Policy/);
  });
});
