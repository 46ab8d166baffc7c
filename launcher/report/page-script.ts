/**
 * The script of the report's page, as text: draws the plots from the data that the page holds. It asks
 * nothing of any network, and no text of the data becomes markup.
 */

/** See file header. Expects uPlot, a data block `report` and one element per plot with its id. */
export const PAGE_SCRIPT = `'use strict';
(() => {
  const { timeZone, plots } = JSON.parse(document.getElementById('report').textContent);
  const COLOURS = ['#1f6feb', '#d1531d', '#2da44e', '#8250df', '#b08800', '#cf222e', '#0a7d91', '#6e7781'];
  const OPENED_CLOSED_REFUSED = ['#1f6feb', '#6e7781', '#cf222e'];
  const tzDate = (seconds) => uPlot.tzDate(new Date(seconds * 1e3), timeZone);
  const shown = (value) => (value == null ? '' : String(value));
  const HEIGHT = 260;
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  function series(plot, label, index) {
    const colours = plot.kind === 'bars' ? OPENED_CLOSED_REFUSED : COLOURS;
    const own = colours[index % colours.length];
    const named = { label, stroke: own, value: (_, value) => shown(value) };
    if (plot.kind === 'bars') {
      return { ...named, fill: own + '99', width: 1, points: { show: false }, paths: uPlot.paths.bars({ size: [0.9, 40] }) };
    }
    return { ...named, paths: () => null, points: { show: true, size: 8, fill: own + '99' } };
  }

  function axis(own) {
    const lines = { stroke: colour('--line'), width: 1 };
    return { stroke: colour('--text'), grid: lines, ticks: lines, ...own };
  }

  function draw(plot) {
    const target = document.getElementById(plot.id);
    const isCount = plot.kind === 'bars';
    const options = {
      width: target.clientWidth,
      height: HEIGHT,
      tzDate,
      cursor: { drag: { x: true, y: false } },
      scales: {
        // A single moment, or a single value, still gets an axis that can be read.
        ...(isCount ? {} : { x: { range: (_, low, high) => (high - low < 1 ? [low - 30, high + 30] : [low, high]) } }),
        y: { range: isCount
          ? (_, low, high) => [0, Math.max(1, high) * 1.1]
          : (_, low, high) => uPlot.rangeNum(Math.min(0, low), Math.max(0, high) || 1, 0.1, true) },
      },
      series: [{ label: 'time', value: isCount ? '{YYYY}-{MM}-{DD} {HH} h' : '{YYYY}-{MM}-{DD} {HH}:{mm}:{ss}' }, ...plot.labels.map((label, index) => series(plot, label, index))],
      axes: [
        axis({ values: [
          [3600, '{HH}:{mm}', null, null, null, null, null, null, 1],
          [60, '{HH}:{mm}', null, null, null, null, null, null, 1],
          [1, '{HH}:{mm}:{ss}', null, null, null, null, null, null, 1],
          [0.001, '{HH}:{mm}:{ss}.{fff}', null, null, null, null, null, null, 1],
        ] }),
        axis({ label: plot.unit, size: 60, ...(isCount ? { incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000] } : {}) }),
      ],
    };
    return new uPlot(options, plot.data, target);
  }

  let drawn = plots.map(draw);
  addEventListener('resize', () => {
    for (const [index, plot] of drawn.entries()) {
      plot.setSize({ width: document.getElementById(plots[index].id).clientWidth, height: HEIGHT });
    }
  });
  // A canvas does not follow the page's colours by itself.
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    for (const plot of drawn) plot.destroy();
    drawn = plots.map(draw);
  });
})();
`;

/** The page's style. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --text: #1f2328; --soft: #57606a; --line: #d8dee4; --head: #f6f8fa; --back: #fff; --refused: #fff1ee; font: 14px/1.45 system-ui, sans-serif; color: var(--text); background: var(--back); }
@media (prefers-color-scheme: dark) {
  :root { --text: #e6edf3; --soft: #9da7b3; --line: #30363d; --head: #161b22; --back: #0d1117; --refused: #2d1614; }
}
body { max-width: 100rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; }
h2 { font-size: 1.05rem; margin: 2rem 0 .5rem; }
p, li { color: var(--soft); margin: .15rem 0; }
ul { padding-left: 1.2rem; }
.wide { overflow-x: auto; }
.wide table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
.wide th, .wide td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; white-space: nowrap; }
.wide td.text { white-space: normal; min-width: 6rem; overflow-wrap: anywhere; }
.wide .number { text-align: right; }
.wide th { font-weight: 600; background: var(--head); white-space: normal; }
tr.refused td { background: var(--refused); }
.uplot, .u-legend { color: var(--text); }
.u-legend th::after { content: "" !important; }
.u-legend .u-value { color: var(--soft); }
`;
