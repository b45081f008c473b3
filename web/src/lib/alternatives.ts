// Plans compared (docs/formats/alternatives.md), as the server gives them.
import type { Alternative, Measure } from './api';
import { language, mass, number, share, short, unit } from './words.svelte';

export const title_of = (a: Alternative) => a.title[language.now] || a.id;
const is_share = (m: Measure) => m.unit === '' && (m.key.startsWith('coverage') || m.key === 'fairness');

/** A value as people read it; a difference carries its sign, that of shares in percentage points. */
export function shown(m: Measure, value: number | undefined, difference = false): string {
  if (value === undefined) return '–';
  const sign = difference && value > 0 ? '+' : difference && value < 0 ? '−' : '';
  const size = difference ? Math.abs(value) : value;
  if (is_share(m)) return difference ? `${sign}${number(100 * size, 1)} ${unit('points')}` : share(size);
  if (m.unit === 'kg') return sign + mass(size);
  return `${sign}${short(size)}${m.unit ? ` ${unit(m.unit)}` : ''}`;
}

/** Differences too small to be seen in the numbers shown are none. */
export function is_better(m: Measure, from: number, to: number): 'better' | 'worse' | 'same' {
  const step = is_share(m) ? 0.0005 : 0.0005 * Math.max(Math.abs(from), Math.abs(to));
  if (Math.abs(to - from) <= step || m.better === '') return 'same';
  return (to > from) === (m.better === 'more') ? 'better' : 'worse';
}
