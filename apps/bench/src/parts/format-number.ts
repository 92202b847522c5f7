import type { Column } from './table.ts';

/** A number with its unit, as short as it can be read. */
export function formatNumber(value: number, unit?: Column['unit']): string {
  if (!Number.isFinite(value)) return '–';
  switch (unit) {
    case 'ratio':
      return `${significant(value)} ×`;
    case '%':
      return `${significant(value)} %`;
    case 'bytes':
      return significant(Math.round(value));
    case undefined:
      return significant(value);
    default:
      return `${significant(value)} ${unit}`;
  }
}

function significant(value: number): string {
  if (Number.isInteger(value) || Math.abs(value) >= 100) return Math.round(value).toLocaleString('en');
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
}
