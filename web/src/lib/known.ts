// What the served plan knows, for forms and words about changes; null where there is no plan.
import { get, rows, type Overview, type PlanJson } from './api';
import type { Item, Known } from './changes';
import { shown } from './plan.svelte';

export async function known_now(): Promise<Known | null> {
  if (!shown.plan) return null;
  const [overview, items, plan] = await Promise.all([get<Overview>('overview'), rows<Item>('tables/items'), get<PlanJson>('plan')]);
  return { overview, items: items.rows, criteria: plan.criteria };
}
