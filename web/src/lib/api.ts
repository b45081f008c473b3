// What the server gives (docs/formats/api.md), typed, each answer fetched once.
export interface Item { id: string; name: string; unit?: string; tier?: string; group?: string; kg_per_unit?: number }
export interface PlaceRef { id: string; name: string; kind?: string }
export interface Mass { need_kg: number; met_kg: number; coverage: number | null }
export interface Place extends PlaceRef {
  lat: number | null; lon: number | null; community: string; population: number | null; need?: Mass;
}
export interface Lane { from: string; to: string; mode: string; kg: number; tkm: number }
export interface Community { id: string; name: string; tiers: Record<string, { need: number; met: number; coverage: number | null }> }
export interface Limit {
  kind: string; id: string; period: number | null; used: number; limit: number; valuation: number;
  unit: string; place: string | null; place_id: string; lane: { from: string; to: string; mode: string } | null;
}
export interface Unmet { item: Item; need: number; met: number; missing_kg: number }
export interface Overview {
  title?: string; made_by: string; start: string; period_days: number; periods: number; adopted?: boolean; not_adopted?: { criterion: string; value: string; decided?: string; decision?: string }[];
  coverage: Record<string, number>; counts: { series: number }; result: { fairness: number };
  tiers: Record<string, Mass>; places: Place[]; lanes: Lane[]; communities: Community[];
  indicators: { indicator: string; total: number; cap: number | null }[];
  shipments: { count: number; kg: number; co2e_kg: number; first_leaves: string };
  made: { item: Item; quantity: number; kg: number }[]; unmet: Unmet[]; scarcest: Limit[];
}
export interface NeedRow { item: Item; place: PlaceRef; need: number; met: number; coverage: number | null; out_of_stock: number }
export interface NeedPage { total: number; rows: NeedRow[]; next: string | null }
export interface Series {
  item: Item; place: PlaceRef;
  history: { date: string; quantity: number | null; available?: number | null }[];
  forecast: ({ ds: string; mean: number } & Record<string, number | string>)[];
  periods: { period: number; starts?: string; need: number; met: number; set_aside: number; coverage: number | null }[];
}
export interface Shipment {
  item: Item; from: PlaceRef; to: PlaceRef; mode: string; leaves: string; arrives: string; quantity: number; kg: number;
  on_hand: number; in_transit: number; need_mean: number; wanted: number; short_at_origin: number | string; reason_en: string; reason_de: string;
}
export interface PlanJson {
  made_by: string; start: string;
  inputs?: { file: string; sha256: string; rows: number }[];
  criteria?: { decisions?: Record<string, string>; tiers?: Record<string, number> };
  stages?: { name: string; maximise: boolean; value: number; bound: number; gap: number }[];
  residuals?: { primal: number; dual: number };
}
export interface PublishedFile { name: string; sha256: string; bytes: number; matches: boolean }

const kept = new Map<string, Promise<unknown>>();

/** One GET under /api/v1. An answer is kept; a failure is not, so that trying again tries again. */
export function get<T>(path: string): Promise<T> {
  const found = kept.get(path);
  if (found) return found as Promise<T>;
  const answer = fetch(`/api/v1/${path}`, { headers: { Accept: 'application/json' } }).then(async (reply) => {
    if (reply.ok) return reply.json() as Promise<T>;
    const problem = await reply.json().catch(() => ({})) as { detail?: string };
    throw new Error(problem.detail ?? `${reply.status} ${reply.statusText}`);
  });
  kept.set(path, answer);
  answer.catch(() => kept.delete(path));
  return answer;
}

export const rows = <T>(path: string) => get<{ total: number; rows: T[] }>(path);

/** Whether this server was given a part beside the plan: record, councils, alternatives. */
export const served = (part: string) => get<{ serves: string[] }>('served').then((answer) => answer.serves.includes(part));
