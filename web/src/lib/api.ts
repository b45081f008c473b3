// What the server gives, typed by its description (docs/formats/openapi.json), each answer fetched once.
import type { components, paths } from './api-types';

type Schemas = components['schemas'];
type Answer<P extends keyof paths> = paths[P] extends { get: { responses: { 200: { content: { 'application/json': infer A } } } } } ? A : never;
export type Item = Schemas['Item'];
export type PlaceRef = Schemas['PlaceRef'];
export type Mass = Schemas['Mass'];
export type Place = Schemas['Place'];
export type Lane = Schemas['Lane'];
export type Community = Schemas['Community'];
export type Limit = Schemas['Limit'];
export type Unmet = Schemas['Unmet'];
export type Overview = Schemas['Overview'];
export type NeedRow = Schemas['NeedRow'];
export type Override = Schemas['Override'];
export type NeedPage = Answer<'/needs'>;
export type Story = Answer<'/needs/{item}/{place}/story'>;
export type Series = Schemas['Series'];
export type Shipment = Schemas['Shipment'];
export type PlanJson = Schemas['Plan'];
export type PublishedFile = Schemas['PublishedFile'];
export type Me = Schemas['Me'];
export type Right = Schemas['Right'];
export type Job = Schemas['Job'];
export type Import = Schemas['Import'];
export type ImportInFull = Schemas['ImportInFull'];
export type Mapping = Schemas['Mapping'];
export type ShipmentsApproval = Schemas['ShipmentsApproval'];
export type Ballot = Schemas['Ballot'];
export type Phase = Schemas['Phase'];
export type Changes = { [K in keyof Required<Schemas['Changes']>]: NonNullable<Schemas['Changes'][K]> };
export type Budget = Schemas['Budget'];
export type BudgetInFull = Schemas['BudgetInFull'];
export type BudgetBallot = Schemas['BudgetBallot'];
export type User = Schemas['User'];
export type Grant = Schemas['Grant'];
export type Token = Schemas['Token'];
export type Session = Schemas['Session'];
export type Council = Schemas['Council'];
export type Proposal = Schemas['Proposal'];
export type ProposalInFull = Schemas['ProposalInFull'];
export type Option = Schemas['Option'];
export type Measure = Schemas['Measure'];
export type Alternative = Schemas['Alternative'];
export type AlternativesFile = Schemas['Alternatives'];
export type Change = Schemas['Change'];
export type RecordSummary = Schemas['Record'];
export type EntryRow = Schemas['RecordEntry'];
export type EntryPage = Schemas['RecordEntries'];

/** An answer that is none: its status, and what the server says about it. */
export class Refused extends Error {
  constructor(readonly status: number, detail: string) { super(detail); }
}

/** No answer at all. */
export class Unreachable extends Error {}
/** A job that came to no result, with what the planner says about it. */
export class Undone extends Error {}

const tags = new WeakMap<object, string>();
/** The entity tag that came with an answer. */
export const tag_of = (answer: object) => tags.get(answer);

/** One request under /api/v1; undefined where the answer has no body. */
export async function ask<T>(path: string, init: RequestInit = {}): Promise<T> {
  const reply = await fetch(`/api/v1/${path}`, { ...init, headers: { Accept: 'application/json', ...init.headers } }).catch((why: unknown) => { throw new Unreachable(String(why)); });
  if (reply.status === 204) return undefined as T;
  if (reply.ok) {
    const answer: unknown = await reply.json();
    const tag = reply.headers.get('ETag');
    if (tag && typeof answer === 'object' && answer !== null) tags.set(answer, tag);
    return answer as T;
  }
  const problem = await reply.json().catch(() => ({})) as { detail?: string };
  throw new Refused(reply.status, problem.detail ?? `${reply.status} ${reply.statusText}`);
}

const kept = new Map<string, Promise<unknown>>();

/** One GET under /api/v1. An answer is kept; a failure is not, so that trying again tries again. */
export function get<T>(path: string): Promise<T> {
  const found = kept.get(path);
  if (found) return found as Promise<T>;
  const answer = ask<T>(path);
  kept.set(path, answer);
  answer.catch(() => kept.delete(path));
  return answer;
}

/** What was changed or planned anew is asked for anew. */
export function forget(part = ''): void {
  for (const path of kept.keys()) if (path.startsWith(part)) kept.delete(path);
}

export const rows = <T>(path: string) => get<{ total: number; rows: T[] }>(path);

/** Whether this server was given a part beside the plan: record, councils, alternatives. */
export const served = (part: string) => get<Answer<'/served'>>('served').then((answer) => answer.serves.includes(part));
