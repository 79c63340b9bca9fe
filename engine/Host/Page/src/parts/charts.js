import { html } from 'htm/preact';
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { useWidth } from '../data/hooks.js';
import { onTheme } from '../data/theme.js';
import { bytes, count, share, span, timeOfDay } from '../data/format.js';

const HEIGHT = 190;
const FORMATS = { rate: count, span, share, bytes };

/**
 * Lines over the last minutes.
 * @param lines { label, name, color } each; color is a variable of the style
 * @param unit how values are written: rate, span or share
 */
export function Chart({ title, series, lines, unit, height = HEIGHT }) {
  const [box, width] = useWidth();
  const host = useRef(null);
  const plot = useRef(null);
  const names = lines.map((line) => line.name);

  useEffect(() => {
    if (width === 0) return undefined;
    const make = () => {
      plot.current?.destroy();
      plot.current = new uPlot(options(lines, unit, width, height), series.data(names), host.current);
    };
    make();
    last(plot.current);
    const stop = onTheme(make);
    return () => {
      stop();
      plot.current?.destroy();
      plot.current = null;
    };
  }, [width, series]);
  useEffect(() => {
    plot.current?.setData(series.data(names));
    last(plot.current);
  });

  return html`
    <figure class="chart" ref=${box}>
      <figcaption>${title}</figcaption>
      <div ref=${host} role="img" aria-label=${`${title}: ${spoken(series, lines, FORMATS[unit])}`}></div>
    </figure>`;
}

// What the legend says while nobody points at a moment.
const last = (plot) => plot && plot.cursor.idx == null && plot.setLegend({ idx: plot.data[0].length - 1 }, false);

const spoken = (series, lines, format) => lines.map((line) => `${line.label} ${format(series.columns[line.name].at(-1))}`).join(', ');

function options(lines, unit, width, height) {
  const style = getComputedStyle(document.documentElement);
  const color = (name) => style.getPropertyValue(`--${name}`).trim();
  const format = FORMATS[unit];
  const axis = { stroke: color('muted'), font: '11px system-ui', grid: { stroke: color('grid'), width: 1 }, ticks: { show: false } };
  return {
    width,
    height,
    padding: [10, 8, 0, 0],
    cursor: { points: { size: 6 }, drag: { x: false, y: false } },
    legend: { live: true, markers: { width: 3 } },
    scales: { y: { range: (plot, least, most) => [0, unit === 'share' ? 1 : most > 0 ? most * 1.1 : 1] } },
    axes: [
      { ...axis, space: 70, size: 26, values: (plot, splits) => splits.map((at) => timeOfDay(new Date(at * 1000))) },
      { ...axis, size: 62, space: 36, values: (plot, splits) => splits.map((value) => format(value)) },
    ],
    series: [
      { label: 'Time', value: (plot, at) => (at ? timeOfDay(new Date(at * 1000)) : '–') },
      ...lines.map((line) => ({ label: line.label, stroke: color(line.color), width: 1.8, spanGaps: false, points: { show: false }, value: (plot, value) => format(value) })),
    ],
  };
}

/** Rate and latency of a pipeline over time. */
export function FlowCharts({ pipeline }) {
  if (!pipeline.flow.columns.in.some((value) => value !== null)) return html`<p class="card muted">Nothing has flowed since this page was opened; its rate and latency over time are shown when something does.</p>`;
  return html`
    <section class="columns even" aria-label="Over time">
      <div class="card"><${Chart} title="Rows a second" series=${pipeline.flow} unit="rate" lines=${[{ label: 'In', name: 'in', color: 'line-1' }, { label: 'Out', name: 'out', color: 'line-2' }]} /></div>
      <div class="card"><${Chart} title="Latency" series=${pipeline.flow} unit="span" lines=${[{ label: 'p50', name: 'p50', color: 'line-2' }, { label: 'p95', name: 'p95', color: 'line-1' }, { label: 'p99', name: 'p99', color: 'line-3' }]} /></div>
    </section>`;
}
