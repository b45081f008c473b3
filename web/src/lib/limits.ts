import type { Limit } from './api';
import { t, word } from './words.svelte';

/** What a limit is called by people. */
export function limit_name(limit: Limit): string {
  const id = word('indicator', limit.id);
  const plain = word('resource', limit.id);
  switch (limit.kind) {
    case 'storage': return t('limit.storage', { place: limit.place ?? '' });
    case 'lane': return t('limit.lane', { from: limit.lane?.from ?? '', to: limit.lane?.to ?? '', mode: word('mode', limit.lane?.mode ?? '') });
    case 'cap': return t('limit.cap', { id });
    case 'work': return t('limit.work', { id });
    case 'resource': return limit.place ? t('limit.resource', { id: word('indicator', limit.id) || plain, place: limit.place }) : t('limit.resource_all', { id });
    default: return [limit.kind, limit.id, limit.place ?? ''].filter(Boolean).join(' ');
  }
}

export interface LimitGroup { key: string; name: string; unit: string; kind: string; rows: Limit[]; binding: number; fullest: number; valuation: number }

/** The same limit over its periods, the most valuable first, then the fullest. */
export function groups_of(limits: Limit[]): LimitGroup[] {
  const groups = new Map<string, Limit[]>();
  for (const limit of limits) {
    const key = [limit.kind, limit.id, limit.place_id].join('|');
    groups.set(key, [...(groups.get(key) ?? []), limit]);
  }
  const all = [...groups].map(([key, rows]) => ({
    key, rows: rows.sort((a, b) => (a.period ?? 0) - (b.period ?? 0)), kind: rows[0]!.kind, unit: rows[0]!.unit, name: limit_name(rows[0]!),
    binding: rows.filter((r) => r.valuation > 1e-9).length,
    fullest: Math.max(...rows.map((r) => (r.limit > 0 ? r.used / r.limit : 0))),
    valuation: Math.max(...rows.map((r) => r.valuation)),
  }));
  return all.sort((a, b) => b.valuation - a.valuation || b.fullest - a.fullest);
}
