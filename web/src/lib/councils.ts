// Councils and proposals as the server tells them (docs/formats/api.md).
import { day, t, type Key } from './words.svelte';

export const phases = ['propose', 'discuss', 'amend', 'vote', 'object'] as const;
export type Phase = (typeof phases)[number];
export interface Council {
  id: string; name: string; of: string; inside: string; members: string[]; voters: string[];
  rules: { quorum: string; objection: string; supporters: number } & Record<string, string | number>;
  delegates: { person: string; into: string; mandate: string; until: string; ended: string | null }[];
}
export interface Proposal {
  id: string; council: string; title: string; by: string; made: string; phase: Phase | null; until: string | null; deadlines: Record<Phase, string>;
  standing_en: string; standing_de: string; amendments: number; ballots: number; voters: number; winner: string | null; outcome: string | null; decision: string | null;
}
export interface Option { id: string; by: string; reason: string; lines: string[]; alternative: { feasible: boolean; words: string } | null }
export interface Tally { voters: number; ballots: number; void: string[]; quorum: boolean; options: string[]; winner: string; order: string[]; prefer: number[][]; why_en: string; why_de: string }
export interface ProposalInFull extends Proposal {
  on: string; supporters: string[]; supporters_needed: number; may_vote: string[]; options: Option[];
  moved: { phase: Phase; from: string; to: string; by: string; on: string; reason: string }[];
  statements: { by: string; as: string; on: string; text: string }[];
  votes: { by: string; on: string; ranking: string | null }[]; tally: Tally | null;
}

/** Days from `on` to the end of `until`, that day included. */
export const days_left = (on: string, until: string) => Math.round((Date.parse(until) - Date.parse(on)) / 86_400_000) + 1;

export function standing(p: Proposal, on: string): string {
  if (p.phase === null || p.until === null) return t(p.outcome ? (`outcome.${p.outcome}` as Key) : 'decide.over');
  return t('decide.until', { phase: t(`phase.${p.phase}`), day: day(p.until), n: days_left(on, p.until) });
}
