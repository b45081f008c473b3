// How proposals stand, in words.
import type { Budget, Phase, Proposal } from './api';
import { day, t, type Key } from './words.svelte';

export const phases: Phase[] = ['propose', 'discuss', 'amend', 'vote', 'object'];

/** Days from `on` to the end of `until`, that day included. */
export const days_left = (on: string, until: string) => Math.round((Date.parse(until) - Date.parse(on)) / 86_400_000) + 1;

export function standing(p: Proposal, on: string): string {
  if (p.phase === null || p.until === null) return t(p.outcome ? (`outcome.${p.outcome}` as Key) : 'decide.over');
  return t('decide.until', { phase: t(`phase.${p.phase}`), day: day(p.until), n: days_left(on, p.until) });
}

export function budget_standing(b: Budget, on: string): string {
  if (b.phase !== null && b.until !== null) return t('decide.until', { phase: t(`budget.short.${b.phase}`), day: day(b.until), n: days_left(on, b.until) });
  return t(b.shared === null ? 'budget.is.over' : b.shared ? 'budget.is.shared' : 'budget.noquorum');
}
