/**
 * The page's looks, light and dark. Lines have Okabe and Ito's colours, which the colour-blind tell apart, and dashes
 * besides; bottlenecks have Tol's muted scheme, and their names on them.
 */
const lightColours = `--page:#fff;--panel:#f6f7f9;--ink:#1b1f27;--soft:#5a6270;--rule:#d9dde4;--grid:#e6e9ee;--accent:#0b5cad;
--line-0:#0072b2;--line-1:#d55e00;--line-2:#00805c;--line-3:#a8467f;--line-4:#7a6a00;--line-5:#4b4b4b;--good:#00704f;--bad:#b23b00;`;
const darkColours = `--page:#14171c;--panel:#1d2128;--ink:#e8ebf0;--soft:#a2abb9;--rule:#343b46;--grid:#2a3039;--accent:#7cb8f5;
--line-0:#56b4e9;--line-1:#f0894a;--line-2:#3fcf9f;--line-3:#e59bc6;--line-4:#e3cf4a;--line-5:#c9ced6;--good:#4ccfa0;--bad:#ff9a66;`;

const bounds: Readonly<Record<string, readonly [string, string]>> = {
  database: ['#4a3fa5', '#fff'],
  disk: ['#882255', '#fff'],
  cpu: ['#ddcc77', '#1b1f27'],
  memory: ['#aa4499', '#fff'],
  'own-limit': ['#999933', '#1b1f27'],
  link: ['#88ccee', '#1b1f27'],
  loss: ['#cc6677', '#1b1f27'],
  receiver: ['#117733', '#fff'],
  none: ['#a9b0bb', '#1b1f27'],
};
const boundRules = Object.entries(bounds)
  .map(([name, [back, ink]]) => `.bound-${name}{background:${back};color:${ink}}`)
  .join('\n');

export const styles = `:root{color-scheme:light dark;${lightColours}}
@media (prefers-color-scheme:dark){:root{${darkColours}}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,"Liberation Sans",sans-serif;font-variant-numeric:tabular-nums;-webkit-text-size-adjust:100%}
main{max-width:1040px;margin:0 auto;padding:40px 24px 64px}
h1{font-size:30px;line-height:1.2;margin:0;letter-spacing:-.01em}
h2{font-size:20px;line-height:1.3;margin:48px 0 12px;letter-spacing:-.005em}
h3{font-size:16px;line-height:1.4;margin:0;display:inline}
p{margin:0 0 8px;max-width:75ch}
a{color:var(--accent)}
.id{color:var(--soft);margin:4px 0 0;overflow-wrap:anywhere}
.lead{font-size:17px;margin:16px 0 0}
.unit{color:var(--soft);font-weight:400;font-size:14px}
.note{color:var(--soft);font-size:14px}
.good{color:var(--good);font-weight:600}.bad{color:var(--bad);font-weight:600}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:12px;margin:24px 0 0;padding:0}
.tiles div{background:var(--panel);border-radius:8px;padding:12px 16px}
.tiles dt{color:var(--soft);font-size:13px}
.tiles dd{margin:2px 0 0;font-size:20px;font-weight:600;line-height:1.25}
.tiles dd small{display:block;font-size:13px;font-weight:400;color:var(--soft);margin-top:2px}
figure{margin:0 0 36px}
figcaption .note{margin:2px 0 0}
.legend{list-style:none;display:flex;flex-wrap:wrap;gap:4px 20px;margin:8px 0 0 44px;padding:0;font-size:14px}
.legend svg{margin-right:8px;vertical-align:middle;overflow:visible}
.plot{position:relative;margin:12px 0 8px;padding:0 14px 24px 44px}
.plot>svg{display:block;width:100%;height:180px;overflow:visible}
.values{position:absolute;left:0;top:0;width:36px;height:180px;font-size:12px;color:var(--soft)}
.values span{position:absolute;right:0;transform:translateY(50%);line-height:1}
.times{position:relative;height:0;font-size:12px;color:var(--soft)}
.times span{position:absolute;top:6px;transform:translateX(-50%);line-height:1;white-space:nowrap}
.grid{stroke:var(--grid);stroke-width:1;vector-effect:non-scaling-stroke}
.line{fill:none;stroke-width:1.75;stroke-linejoin:round;vector-effect:non-scaling-stroke}
.line-0{stroke:var(--line-0)}.line-1{stroke:var(--line-1);stroke-dasharray:7 2}.line-2{stroke:var(--line-2);stroke-dasharray:2 2}
.line-3{stroke:var(--line-3);stroke-dasharray:9 3 2 3}.line-4{stroke:var(--line-4);stroke-dasharray:12 4}.line-5{stroke:var(--line-5);stroke-dasharray:4 4}
.band{position:relative;height:40px;background:var(--panel);border-radius:4px;overflow:hidden}
.bound{position:absolute;top:0;bottom:0;overflow:hidden;box-shadow:inset -1px 0 0 var(--page);font-size:13px;font-weight:600;line-height:40px;white-space:nowrap}
.bound span{display:block;padding:0 6px;overflow:hidden;text-overflow:ellipsis}
.chip{display:inline-block;width:11px;height:11px;border-radius:3px;margin-right:8px;vertical-align:-1px;print-color-adjust:exact;-webkit-print-color-adjust:exact}
.shares{list-style:none;margin:0 0 8px;padding:0}
.shares li{display:grid;grid-template-columns:minmax(120px,210px) 1fr 56px;gap:12px;align-items:center;padding:3px 0}
.meter{background:var(--panel);border-radius:4px;height:14px;overflow:hidden}.meter span{display:block;height:100%}
.number{text-align:right;white-space:nowrap}
.phases{padding:2px 0}
.phase{display:grid;grid-template-columns:1fr auto;gap:0 12px;padding:4px 0;font-size:14px}
.phase .name{font-weight:600}.phase .took{color:var(--soft);grid-column:2;grid-row:1;text-align:right}
.track{grid-column:1/-1;position:relative;height:12px;background:var(--panel);border-radius:4px}
.bar{position:absolute;top:0;bottom:0;background:var(--accent);border-radius:4px;min-width:3px}
table{border-collapse:collapse;width:100%;font-size:14px}
caption{text-align:left;color:var(--soft);font-size:13px;padding:0 0 4px}
th,td{padding:6px 16px 6px 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--rule)}
th.number,td.number{text-align:right}
thead th{color:var(--soft);font-weight:500;font-size:13px;white-space:nowrap}
tbody th{font-weight:600}tfoot th,tfoot td{font-weight:600}
.verdicts tbody th{white-space:nowrap}.when{white-space:nowrap}
.scroll{overflow-x:auto}
details{font-size:14px;margin:0 0 0 44px}
summary{cursor:pointer;color:var(--accent);padding:2px 0}
details[open] summary{margin-bottom:8px}
.warnings{margin:16px 0 0;padding:12px 16px 12px 34px;border-left:4px solid var(--bad);background:var(--panel);border-radius:0 8px 8px 0}
footer{margin-top:56px;padding-top:16px;border-top:1px solid var(--rule);color:var(--soft);font-size:13px}
${boundRules}
@media (max-width:640px){main{padding:24px 16px 48px}h1{font-size:25px}.tiles{grid-template-columns:1fr 1fr}
.legend,details{margin-left:0}.plot{padding-left:34px;padding-right:8px}.values{width:28px}.times span:nth-child(even){display:none}
.shares li{grid-template-columns:1fr 56px;gap:2px 12px;padding:5px 0}.shares .meter{grid-column:1/-1;grid-row:2}
th,td{padding-right:10px}.verdicts thead{position:absolute;clip-path:inset(50%)}.verdicts tr{display:block;padding:10px 0;border-bottom:1px solid var(--rule)}
.verdicts th,.verdicts td{display:block;border:0;padding:1px 0}.verdicts .when br{display:none}.verdicts .when .unit{margin-left:8px}}
@media print{:root{color-scheme:light;${lightColours}}main{max-width:none;padding:0}figure,tr,.tiles div{break-inside:avoid}h2,figcaption{break-after:avoid}
details:not([open]){display:none}.bound,.bar,.meter span,.band,.track{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
`;
