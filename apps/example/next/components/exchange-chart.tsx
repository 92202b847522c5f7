import {
  Chart,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  type ChartConfiguration,
  type ChartDataset,
} from 'chart.js';
import { useEffect, useRef, type ReactNode } from 'react';
import type { IssuerAppState, Sample } from '../../src/demo/state.ts';
import { seriesLook } from '../lib/series.ts';

interface ExchangeChartProps {
  readonly apps: readonly IssuerAppState[];
  readonly samples: readonly Sample[];
  readonly at: number;
}

const shownSeconds = 240;

/** The exchanges of each app over the last four minutes. What it says is also in its label, and in the table below. */
export function ExchangeChart({ apps, samples, at }: ExchangeChartProps): ReactNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  const chart = useRef<Chart<'line'>>(undefined);

  useEffect(() => {
    if (canvas.current === null) return undefined;
    Chart.register(LineController, LineElement, PointElement, LinearScale);
    const made = new Chart(canvas.current, configuration());
    chart.current = made;
    const recolor = (): void => {
      Object.assign(made.options, configuration().options);
      made.update('none');
    };
    const dark = matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', recolor);
    return () => {
      dark.removeEventListener('change', recolor);
      made.destroy();
    };
  }, []);

  useEffect(() => {
    if (chart.current === undefined) return;
    chart.current.data.datasets = apps.map((app, index) => dataset(app, index, samples, at));
    chart.current.update('none');
  }, [apps, samples, at]);

  const summary = apps.map(({ name, exchanges }) => `${name} ${exchanges}`).join(', ');
  return (
    <div className="chart">
      <canvas
        ref={canvas}
        role="img"
        aria-label={`Line chart of exchanges over the last four minutes. Now: ${summary}.`}
      />
    </div>
  );
}

function dataset(app: IssuerAppState, index: number, samples: readonly Sample[], at: number): ChartDataset<'line'> {
  const { color, width, dash } = seriesLook(app.name);
  const points = samples.map((sample) => ({ x: (sample.at - at) / 1000, y: sample.exchanges[index] ?? 0 }));
  return {
    data: [...points, { x: 0, y: app.exchanges }],
    borderColor: custom(color),
    borderWidth: width,
    borderDash: [...dash],
    // The first one lowest.
    order: -index,
    stepped: true,
    pointRadius: 0,
  };
}

function configuration(): ChartConfiguration<'line'> {
  const ticks = { color: custom('--muted'), font: { family: getComputedStyle(document.body).fontFamily, size: 12 } };
  const grid = { color: custom('--line') };
  return {
    type: 'line',
    data: { datasets: [] },
    options: {
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      events: [],
      scales: {
        x: {
          type: 'linear',
          min: -shownSeconds,
          max: 0,
          grid: { display: false },
          border: { color: custom('--line') },
          ticks: { ...ticks, stepSize: 60, maxRotation: 0, callback: (value) => ago(Number(value)) },
        },
        y: {
          min: 0,
          suggestedMax: 8,
          grid,
          border: { display: false },
          ticks: { ...ticks, precision: 0, maxTicksLimit: 6 },
        },
      },
    },
  };
}

function ago(seconds: number): string {
  return seconds === 0 ? 'now' : `${-seconds / 60} min ago`;
}

/** What a custom property is at present: `light-dark()` is settled in a colour alone. */
function custom(property: string): string {
  const probe = document.body.appendChild(document.createElement('i'));
  probe.style.color = `var(${property})`;
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
