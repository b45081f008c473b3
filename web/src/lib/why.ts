// Why a need stays unmet: the cheapest way one more unit would come, and what it takes of which limit (docs/math/why.md).
import { get, rows, type Item, type Limit, type NeedPage, type Overview, type PlanJson, type Series } from './api';

interface Lane { from_place: string; to_place: string; mode: string; lead_days: number; km: number }
interface Activity { activity_id: string; place_id: string; name: string }
interface Use { activity_id: string; resource_id: string; quantity: number }
interface Recipe { activity_id: string; item_id: string; quantity: number }
interface Impact { kind: string; id: string; indicator: string; quantity: number }
interface Supply { item_id: string; place_id: string }
interface Good { item_id: string; kg_per_unit: number | null; litres_per_unit: number | null; shelf_life_days: number | null }
interface Valuation { item_id: string; place_id: string; period: number; valuation: number }
interface Slice { slice: number; width: number; use: number; set_aside: number }

export interface Take { limit: Limit; amount: number; worth: number }
export interface Way { kind: 'lane' | 'run' | 'enter' | 'keep'; what: string; item: string; from: string; to: string }
export interface Why {
  place: string; starts: string; missing: number;
  /** In worth: what one more unit brings; what it takes from others, of which `credit` comes back as other goods. */
  brings: number; costs: number; takes: Take[]; credit: number; ways: Way[];
  relaxations: { limit: Limit; more: number; share: number }[];
}

const all = <T>(path: string) => get<{ rows: T[] }>(`tables/${path}`).then((answer) => answer.rows).catch(() => [] as T[]);
const every = '?limit=10000';

/** The tables of the plan that say how goods can come, each read once. */
async function read_world() {
  const [lanes, activities, uses, recipes, impacts, supply, goods, valuations, limits, overview, plan] = await Promise.all([
    all<Lane>(`lanes${every}`), all<Activity>(`activities${every}`), all<Use>(`activity_resources${every}`), all<Recipe>(`activity_items${every}`),
    all<Impact>(`impacts${every}`), all<Supply>(`supply${every}`), all<Good>(`items${every}`), all<Valuation>(`valuations${every}`),
    rows<Limit>('limits').then((l) => l.rows.filter((x) => x.valuation > 0)), get<Overview>('overview'), get<PlanJson>('plan')]);
  return { lanes, activities, uses, recipes, impacts, supply, goods: new Map(goods.map((g) => [g.item_id, g])), limits, overview, plan,
    valuations: new Map(valuations.map((v) => [key(v.item_id, v.place_id, v.period), v.valuation])) };
}
type World = Awaited<ReturnType<typeof read_world>>;

const key = (item: string, place: string, period: number) => `${item}|${place}|${period}`;
interface Draw { node: string; units: number }
interface Candidate { way: Way; draws: Draw[]; takes: Take[]; credit: number }

/** Every way one unit of an item can come to a place in a period. */
class Ways {
  private readonly names: Map<string, string>;
  private readonly makes: Map<string, Recipe[]>;
  constructor(private readonly world: World) {
    this.names = new Map(world.overview.places.map((p) => [p.id, p.name]));
    this.makes = new Map(world.activities.map((a) => [a.activity_id, world.recipes.filter((r) => r.activity_id === a.activity_id)]));
  }
  private name(place: string): string { return this.names.get(place) ?? place; }

  private limit(kind: string, id: string, place: string, period: number | null, amount: number): Take[] {
    const found = this.world.limits.find((l) => l.kind === kind && l.id === id && l.place_id === place && l.period === period);
    return found && amount !== 0 ? [{ limit: found, amount, worth: amount * found.valuation }] : [];
  }
  private impact(kind: string, id: string, times: number): Take[] {
    return this.world.impacts.filter((i) => i.kind === kind && i.id === id).flatMap((i) => this.limit('cap', i.indicator, '', null, i.quantity * times));
  }

  private by_lane(item: string, place: string, period: number): Candidate[] {
    const kg = this.world.goods.get(item)?.kg_per_unit ?? 1;
    return this.world.lanes.filter((l) => l.to_place === place).flatMap((l) => {
      const leaves = period - Math.floor(l.lead_days / this.world.overview.period_days + 0.5);
      if (leaves < 0) return [];
      const tkm = (l.km * kg) / 1000;
      const takes = [...this.limit('lane', `${l.from_place}>${place}>${l.mode}`, '', leaves, kg), ...this.impact('mode', l.mode, tkm), ...this.limit('cap', 'transport_tkm', '', null, tkm)];
      return [{ way: { kind: 'lane' as const, what: l.mode, item, from: this.name(l.from_place), to: this.name(place) }, draws: [{ node: key(item, l.from_place, leaves), units: 1 }], takes, credit: 0 }];
    });
  }
  private by_run(item: string, place: string, period: number): Candidate[] {
    return this.world.activities.filter((a) => a.place_id === place).flatMap((a) => {
      const recipe = this.makes.get(a.activity_id) ?? [];
      const out = recipe.find((r) => r.item_id === item)?.quantity ?? 0;
      if (out <= 0) return [];
      const takes = this.world.uses.filter((u) => u.activity_id === a.activity_id).flatMap((u) => {
        const [id, of] = [u.resource_id, u.quantity / out];
        return [...this.limit('resource', id, place, period, of), ...this.limit('resource', id, '', period, of), ...this.limit('work', id, '', period, of), ...this.limit('cap', id, '', null, of)];
      });
      const draws = recipe.filter((r) => r.quantity < 0).map((r) => ({ node: key(r.item_id, place, period), units: -r.quantity / out }));
      const others = recipe.filter((r) => r.quantity > 0 && r.item_id !== item);
      const credit = others.reduce((sum, r) => sum + (r.quantity / out) * (this.world.valuations.get(key(r.item_id, place, period)) ?? 0), 0);
      return [{ way: { kind: 'run' as const, what: a.name || a.activity_id, item, from: '', to: this.name(place) }, draws, takes: [...takes, ...this.impact('activity', a.activity_id, 1 / out)], credit }];
    });
  }
  private by_entry(item: string, place: string): Candidate[] {
    const { supply, overview, recipes } = this.world;
    const gives = supply.length > 0 ? supply.some((s) => s.item_id === item && s.place_id === place)
      : overview.places.some((p) => p.id === place && p.kind === 'source') && !recipes.some((r) => r.item_id === item && r.quantity > 0);
    return gives ? [{ way: { kind: 'enter', what: '', item, from: '', to: this.name(place) }, draws: [], takes: this.impact('item', item, 1), credit: 0 }] : [];
  }
  private by_keeping(item: string, place: string, period: number): Candidate[] {
    const { goods, overview } = this.world, good = goods.get(item);
    const spoils = good?.shelf_life_days != null && good.shelf_life_days < overview.period_days;
    if (period === 0 || spoils) return [];
    const litres = good?.litres_per_unit ?? 0;
    const takes = [...this.limit('storage', '', place, period - 1, litres), ...this.impact('storage', place, litres * overview.period_days)];
    return [{ way: { kind: 'keep', what: '', item, from: '', to: this.name(place) }, draws: [{ node: key(item, place, period - 1), units: 1 }], takes, credit: 0 }];
  }
  of(item: string, place: string, period: number): Candidate[] {
    return [...this.by_entry(item, place), ...this.by_run(item, place, period), ...this.by_lane(item, place, period), ...this.by_keeping(item, place, period)];
  }
  /** The item and all that can go into it. */
  with_inputs(item: string): string[] {
    const found = new Set([item]);
    for (const one of found) {
      for (const recipe of this.makes.values()) {
        if (recipe.some((r) => r.item_id === one && r.quantity > 0)) for (const r of recipe) if (r.quantity < 0) found.add(r.item_id);
      }
    }
    return [...found];
  }
}

interface Best { cost: number; by: Candidate | null }

/** The least cost of one more unit at every node, by improving until nothing changes (Bellman and Ford). */
function cheapest(world: World, ways: Ways, item: string): Map<string, Best> {
  const best = new Map<string, Best>();
  const open: [string, Candidate[]][] = [];
  for (const one of ways.with_inputs(item)) for (const p of world.overview.places) for (let t = 0; t < world.overview.periods; t++) {
    best.set(key(one, p.id, t), { cost: Infinity, by: null });
    open.push([key(one, p.id, t), ways.of(one, p.id, t)]);
  }
  for (let sweep = 0, changed = true; changed && sweep < open.length; sweep++) {
    changed = false;
    for (const [node, candidates] of open) for (const c of candidates) {
      const drawn = c.draws.reduce((sum, d) => sum + d.units * (best.get(d.node)?.cost ?? Infinity), 0);
      const cost = Math.max(0, drawn + c.takes.reduce((sum, t) => sum + t.worth, 0) - c.credit);
      if (cost < best.get(node)!.cost * (1 - 1e-9)) { best.set(node, { cost, by: c }); changed = true; }
    }
  }
  return best;
}

/** What the cheapest way takes of each limit, the dearest first, and the steps of the way. */
function followed(best: Map<string, Best>, node: string) {
  const takes = new Map<string, Take>();
  const ways: Way[] = [];
  let credit = 0;
  const follow = (at: string, units: number, depth: number) => {
    const by = best.get(at)?.by;
    if (!by || depth > 40) return;
    ways.push(by.way);
    credit += units * by.credit;
    for (const t of by.takes) {
      // A limit is one over its periods; the one named is that which gives the most.
      const of = [t.limit.kind, t.limit.id, t.limit.place_id].join('|');
      const old = takes.get(of) ?? { limit: t.limit, amount: 0, worth: 0 };
      const [amount, worth] = [units * t.amount, units * t.worth];
      takes.set(of, { limit: worth > old.worth ? t.limit : old.limit, amount: old.amount + amount, worth: old.worth + worth });
    }
    for (const d of by.draws) follow(d.node, units * d.units, depth + 1);
  };
  follow(node, 1, 0);
  return { takes: [...takes.values()].sort((a, b) => b.worth - a.worth), ways, credit };
}

/** Explains the place and period where most of the item is missing; null: nothing is. */
export async function why(item: Item): Promise<Why | null> {
  const world = await read_world();
  const found = await get<NeedPage>(`needs?search=${encodeURIComponent(item.id)}&sort=unmet&limit=1000`);
  const most = found.rows.filter((r) => r.item.id === item.id).sort((a, b) => b.need - b.met - (a.need - a.met))[0];
  if (!most) return null;
  const at = `${encodeURIComponent(item.id)}/${encodeURIComponent(most.place.id)}`;
  const series = await get<Series>(`needs/${at}`);
  const period = [...series.periods].sort((a, b) => b.need - b.met - (a.need - a.met))[0]!;
  const slices = await all<Slice>(`need?item_id=${encodeURIComponent(item.id)}&place_id=${encodeURIComponent(most.place.id)}&period=${period.period}&limit=100`);
  const open = slices.sort((a, b) => a.slice - b.slice).find((s) => s.set_aside < s.width * (1 - 1e-6));
  if (!open) return null;
  const best = cheapest(world, new Ways(world), item.id);
  const node = key(item.id, most.place.id, period.period);
  const costs = best.get(node)?.cost ?? Infinity;
  const { takes, ways, credit } = followed(best, node);
  const missing = period.need - period.met;
  const relaxations = takes.filter((x) => x.worth > 0).map((x) => {
    const more = (costs / x.limit.valuation) * missing;
    return { limit: x.limit, more, share: more / x.limit.limit };
  }).sort((a, b) => a.share - b.share);
  const weight = world.plan.criteria?.tiers?.[item.tier ?? ''] ?? 1;
  return { place: most.place.name, starts: period.starts ?? world.overview.start, missing, brings: weight * open.use, costs, takes, credit, ways, relaxations };
}
