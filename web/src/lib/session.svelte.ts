// Who is signed in (docs/formats/api.md, People). A server of a published plan alone has no accounts.
import { ask, Refused, served, type Me, type Right } from './api';
import { t } from './words.svelte';

/** null: no accounts here, or not known yet. */
export const session = $state<{ me: Me | null }>({ me: null });

export async function look(): Promise<void> {
  session.me = (await served('me')) ? await ask<Me>('me', { cache: 'no-store' }) : null;
}

/** A request that changes something. A file goes as it is, all else as JSON; `seen`: the entity tag of what is changed. */
export async function send<T>(method: string, path: string, body?: File | object, seen?: string): Promise<T> {
  if (session.me === null) await look();
  const headers: Record<string, string> = {};
  if (session.me?.csrf_token) headers['X-CSRF-Token'] = session.me.csrf_token;
  if (seen) headers['If-Match'] = seen;
  if (body) headers['Content-Type'] = body instanceof File ? 'application/octet-stream' : 'application/json';
  return ask<T>(path, { method, headers, body: body instanceof File || body === undefined ? body : JSON.stringify(body) });
}

/** Whether one has the right there; without a place: everywhere. */
export function may(right: Right, place?: string): boolean {
  const at = session.me?.rights_at[right];
  return at === null || (at !== undefined && place !== undefined && at.includes(place));
}

/** Whether one has it at any place at all. */
export const may_somewhere = (right: Right) => session.me?.rights.includes(right) ?? false;

export async function sign_in(name: string, password: string): Promise<void> {
  await send('POST', 'session', { name, password });
  await look();
  // The cookie is Secure: some browsers keep it over TLS only.
  if (session.me?.name !== name) throw new Error(t('account.nocookie'));
}

export async function sign_out(): Promise<void> {
  // 401: it had ended by itself.
  await send('DELETE', 'session').catch((problem: unknown) => { if (!(problem instanceof Refused && problem.status === 401)) throw problem; });
  await look();
}

/** Sets the password of the account that the link was made for, and signs in with it. */
export async function set_password(link: string, password: string): Promise<void> {
  const { name } = await send<{ name: string }>('POST', 'links', { link, password });
  await look();
  await sign_in(name, password);
}

/** What entering refuses has its own words; all else stays the problem that it is. */
export function told(problem: unknown): unknown {
  if (problem instanceof Refused && problem.status === 401) return t('account.wrong');
  if (problem instanceof Refused && problem.status === 404) return t('welcome.used');
  if (problem instanceof Refused && problem.status === 429) return t('account.often');
  return problem;
}
