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

  function series(plot, label, index) {
    const colours = plot.kind === 'bars' ? OPENED_CLOSED_REFUSED : COLOURS;
    const colour = colours[index % colours.length];
    const named = { label, stroke: colour, value: (_, value) => shown(value) };
    if (plot.kind === 'bars') {
      return { ...named, fill: colour + '99', width: 1, points: { show: false }, paths: uPlot.paths.bars({ size: [0.9, 40] }) };
    }
    return { ...named, paths: () => null, points: { show: true, size: 6, fill: colour + '99' } };
  }

  function draw(plot) {
    const target = document.getElementById(plot.id);
    const options = {
      width: target.clientWidth,
      height: HEIGHT,
      tzDate,
      cursor: { drag: { x: true, y: false } },
      scales: plot.kind === 'bars'
        ? { y: { range: (_, low, high) => [0, Math.max(1, high) * 1.1] } }
        : {},
      series: [{ label: 'time', value: plot.kind === 'bars' ? '{YYYY}-{MM}-{DD} {HH} h' : '{YYYY}-{MM}-{DD} {HH}:{mm}:{ss}' }, ...plot.labels.map((label, index) => series(plot, label, index))],
      axes: [
        { values: [
          [3600, '{HH}:{mm}', null, null, null, null, null, null, 1],
          [60, '{HH}:{mm}', null, null, null, null, null, null, 1],
          [1, '{HH}:{mm}:{ss}', null, null, null, null, null, null, 1],
          [0.001, '{HH}:{mm}:{ss}.{fff}', null, null, null, null, null, null, 1],
        ] },
        { label: plot.unit, size: 60 },
      ],
    };
    const drawn = new uPlot(options, plot.data, target);
    addEventListener('resize', () => drawn.setSize({ width: target.clientWidth, height: HEIGHT }));
  }

  for (const plot of plots) draw(plot);
})();
`;

/** The page's style. */
export const PAGE_STYLE = `
:root { color-scheme: light; font: 14px/1.45 system-ui, sans-serif; color: #1f2328; background: #fff; }
body { max-width: 88rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; }
h2 { font-size: 1.05rem; margin: 2rem 0 .5rem; }
p, li { color: #57606a; margin: .15rem 0; }
ul { padding-left: 1.2rem; }
.wide { overflow-x: auto; }
.wide table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
.wide th, .wide td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid #d8dee4; vertical-align: top; white-space: nowrap; }
.wide td.text { white-space: normal; min-width: 12rem; }
.wide th { font-weight: 600; background: #f6f8fa; white-space: normal; }
tr.refused td { background: #fff8f6; }
`;
