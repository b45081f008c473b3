// What people can change in the criteria and needs of a plan, as choices in a form and as words in a list.
import type { Changes, Overview, PlanJson } from './api';
import { amount, number, percent, short, t, unit, word } from './words.svelte';

export interface Choice { id: string; name: string; value: number; unit: string; is: string }
export type Kind = 'cap' | 'work' | 'minimum' | 'fairness' | 'weight' | 'need';
export const kinds: Kind[] = ['cap', 'work', 'minimum', 'fairness', 'weight', 'need'];
export interface Item { item_id: string; name: string }
/** What the served plan knows. */
export interface Known { overview: Overview; items: Item[]; criteria: PlanJson['criteria'] }

type Numbers = Record<string, number> | undefined;
export const unit_of = (indicator: string) => indicator.slice(indicator.lastIndexOf('_') + 1);
const rounded = (x: number) => Number(x.toPrecision(3));
const part = (criteria: Known['criteria'], name: string) => (criteria as Record<string, Numbers> | undefined)?.[name];

/** All that can be chosen, with what it is now. */
export function choices({ overview, items, criteria }: Known): Record<Kind, Choice[]> {
  const missing = new Set(overview.unmet.map((u) => u.item.id));
  const ratio = part(criteria, 'fairness')?.minimum_ratio ?? 0;
  const tiers = Object.entries(part(criteria, 'tiers') ?? {});
  return {
    cap: overview.indicators.map((i) => ({
      id: i.indicator, name: word('indicator', i.indicator), value: rounded(0.9 * (i.cap ?? i.total)), unit: unit_of(i.indicator),
      is: i.cap === null ? t('whatif.is.uncapped', { used: amount(i.total, i.indicator) }) : t('whatif.is.cap', { used: amount(i.total, i.indicator), cap: amount(i.cap, i.indicator) }),
    })),
    work: Object.entries(part(criteria, 'resources') ?? {}).map(([key, value]) => {
      const id = key.replace(/_per_week$/, '');
      return { id, name: word('indicator', id), value: rounded(1.1 * value), unit: unit_of(id), is: t('whatif.is.work', { now: `${short(value)} ${unit(unit_of(id))}` }) };
    }),
    minimum: tiers.map(([id]) => {
      const now = part(criteria, 'minimum_coverage')?.[id] ?? 0;
      return { id, name: word('tier', id), value: Math.round(100 * now) || 90, unit: '', is: now > 0 ? t('whatif.is.fairness', { now: percent(now) }) : t('change.is.none') };
    }),
    fairness: [{ id: 'fairness', name: t('whatif.fairness.of'), value: Math.round(100 * ratio), unit: '', is: t('whatif.is.fairness', { now: percent(ratio) }) }],
    weight: tiers.map(([id, now]) => ({ id, name: word('tier', id), value: now, unit: '', is: t('change.is.weight', { now }) })),
    // What is missing is asked about first.
    need: [...items].sort((a, b) => Number(missing.has(b.item_id)) - Number(missing.has(a.item_id)) || a.name.localeCompare(b.name)).map((i) => ({ id: i.item_id, name: i.name || i.item_id, value: 110, unit: '', is: '' })),
  };
}

/** One change as somebody put it together. */
export interface Wish { kind: Kind; id: string; community: string; value: number; instead: string }

/** As the server takes it; of a need the reason of the whole proposal stands for it. */
export function changes_of(wishes: Wish[], reason: string): Changes {
  const criteria: Record<string, string> = {};
  const needs: Changes['needs'] = [];
  for (const { kind, id, community, value, instead } of wishes) {
    if (kind === 'cap') criteria[`caps.${id}.total`] = `${value}`;
    if (kind === 'work') criteria[`resources.${id}_per_week`] = `${value}`;
    if (kind === 'minimum') criteria[`minimum_coverage.${id}`] = `${value / 100}`;
    if (kind === 'fairness') criteria['fairness.minimum_ratio'] = `${value / 100}`;
    if (kind === 'weight') criteria[`tiers.${id}`] = `${value}`;
    if (kind === 'need') needs.push({ item: id, community, factor: value / 100, replaced_by: instead, ratio: 1, reason });
  }
  return { criteria, needs, activities: [] };
}

/** Back into the form what an option changes; nothing where the form has no words for some of it. */
export function wishes_of(changes: Changes): Wish[] | null {
  const wishes: Wish[] = [];
  const wish = (kind: Kind, id: string, value: number) => wishes.push({ kind, id, community: '', value, instead: '' });
  for (const [key, value] of Object.entries(changes.criteria ?? {})) {
    const [head, middle, last] = key.split('.');
    const is = Number(value);
    if (value === '' || Number.isNaN(is)) return null;
    if (head === 'caps' && last === 'total') wish('cap', middle!, is);
    else if (head === 'resources' && middle!.endsWith('_per_week')) wish('work', middle!.replace(/_per_week$/, ''), is);
    else if (head === 'minimum_coverage') wish('minimum', middle!, Number((100 * is).toPrecision(12)));
    else if (key === 'fairness.minimum_ratio') wish('fairness', 'fairness', Number((100 * is).toPrecision(12)));
    else if (head === 'tiers') wish('weight', middle!, is);
    else return null;
  }
  for (const n of changes.needs ?? []) {
    if ((n.ratio ?? 1) !== 1) return null;
    wishes.push({ kind: 'need', id: n.item, community: n.community ?? '', value: Number((100 * n.factor).toPrecision(12)), instead: n.replaced_by ?? '' });
  }
  return (changes.activities ?? []).length > 0 ? null : wishes;
}

const named = (known: Known | null, id: string) => known?.items.find((i) => i.item_id === id)?.name || id;
const place = (known: Known | null, id: string) => known?.overview.communities.find((c) => c.id === id)?.name ?? id;

/** A wish as a sentence, with what it is now where that is known. */
export function told(w: Wish, known: Known | null): string {
  const now = known ? choices(known)[w.kind].find((c) => c.id === w.id)?.is ?? '' : '';
  const then = `${short(w.value)} ${unit(unit_of(w.id))}`;
  const what = (() => {
    switch (w.kind) {
      case 'cap': return t('change.cap', { what: word('indicator', w.id), then: amount(w.value, w.id) });
      case 'work': return t('change.work', { what: word('indicator', w.id), then });
      case 'minimum': return t('change.minimum', { what: word('tier', w.id), then: percent(w.value / 100) });
      case 'fairness': return t('change.fairness', { then: percent(w.value / 100) });
      case 'weight': return t('change.weight', { what: word('tier', w.id), then: number(w.value, 3) });
      case 'need': return t(w.community ? 'change.need.at' : 'change.need', { what: named(known, w.id), then: percent(w.value / 100), where: place(known, w.community) }) + (w.instead ? ` ${t('change.need.instead', { what: named(known, w.instead) })}` : '');
    }
  })();
  return now ? `${what} ${now}` : what;
}
