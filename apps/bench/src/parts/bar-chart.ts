import * as echarts from 'echarts/core';
import { BarChart } from 'echarts/charts';
import { GridComponent, TitleComponent } from 'echarts/components';
import { SVGRenderer } from 'echarts/renderers';
import { median } from './spread.ts';
import type { Chart, Row } from './table.ts';
import { formatNumber } from './format-number.ts';

const ours = '#0f766e';
const theirs = '#94a3b8';

/** Horizontal bars, one for each row, ours at the top and coloured. */
export function barChart(rows: readonly Row[], { title, subtitle, key, unit }: Chart): string {
  echarts.use([BarChart, GridComponent, TitleComponent, SVGRenderer]);
  const bars = rows
    .map((row) => ({
      name: row.title.replaceAll(/[*`]/g, ''),
      value: median(row.samples.map((sample) => sample[key] ?? NaN)),
    }))
    .filter(({ value }) => Number.isFinite(value));
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: 760, height: 100 + bars.length * 28 });
  chart.setOption({
    animation: false,
    backgroundColor: '#ffffff',
    textStyle: { fontFamily: 'sans-serif' },
    title: { text: title, subtext: subtitle, left: 16, top: 12, textStyle: { fontSize: 15 } },
    grid: { left: 16, right: 72, top: 72, bottom: 16, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    // A bar for zero has no place on a logarithmic axis: everything is moved up by one.
    xAxis: {
      ...(unit === 'ratio' ? { type: 'value' } : { type: 'log', min: 1 }),
      axisLabel: { show: false },
      splitLine: { show: false },
      axisLine: { show: false },
    },
    yAxis: {
      type: 'category',
      inverse: true,
      data: bars.map(({ name }) => name),
      axisTick: { show: false },
      axisLabel: { color: '#334155', fontSize: 12 },
    },
    series: [
      {
        type: 'bar',
        barWidth: 16,
        data: bars.map(({ value }, index) => ({
          value: unit === 'ratio' ? value : value + 1,
          itemStyle: { color: index === 0 ? ours : theirs },
          label: { show: true, position: 'right', color: '#334155', formatter: formatNumber(value, unit) },
        })),
      },
    ],
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return `${svg}\n`;
}
