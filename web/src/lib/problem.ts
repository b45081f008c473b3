// What went wrong, in the language of the page; the server says it in English.
import { Refused, Undone, Unreachable } from './api';
import { t, type Key } from './words.svelte';

const named = [401, 403, 404, 409, 412, 413, 422, 429];

/** `what` in words, and what the server said about it where that tells more; empty: no more. */
export function in_words(problem: unknown): { what: string; server: string } {
  if (problem instanceof Unreachable) return { what: t('problem.unreachable'), server: '' };
  if (problem instanceof Undone) return { what: t('problem.undone'), server: problem.message };
  if (problem instanceof Refused) {
    if (problem.message === 'the former password is wrong') return { what: t('problem.password'), server: '' };
    const known = problem.status >= 500 ? 503 : problem.status;
    const what = t(known === 503 || named.includes(known) ? `problem.${known}` as Key : 'problem.other');
    return { what, server: [401, 412, 429].includes(known) ? '' : problem.message };
  }
  return { what: problem instanceof Error ? problem.message : String(problem), server: '' };
}
