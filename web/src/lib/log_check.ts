// What "check it yourself" does with a served record, step by step.
import type { EntryPage, RecordSummary } from './api';
import { checkpoint_signed, continues, entry_signed, from_base64, included, leaf_hash, opens, parse_checkpoint, parse_verifier, root_of, same, type Bytes, type Checkpoint, type Receipt } from './log';

export type StepName = 'key' | 'signature' | 'entries' | 'written' | 'continues' | 'receipt.in' | 'receipt.signed' | 'receipt.now' | 'receipt.opens';
/** unknown: this browser cannot tell; new: there is nothing yet to compare with. */
export type Judged = 'holds' | 'broken' | 'unknown' | 'new';
export interface Step { name: StepName; judged: Judged; count?: number }

interface Seen { key: string; checkpoint: string }
const seen_at = (origin: string) => `vorrat.record.${origin}`;
export function last_seen(origin: string): Seen | null {
  return JSON.parse(localStorage.getItem(seen_at(origin)) ?? 'null') as Seen | null;
}

// Never from a cache: what is checked is what the server says now.
async function asked<T>(path: string): Promise<T> {
  const reply = await fetch(`/api/v1/record${path}`, { cache: 'no-store' });
  if (!reply.ok) throw new Error(`${reply.status} ${reply.statusText}`);
  return reply.json() as Promise<T>;
}

const judged = (holds: boolean | null): Judged => (holds === null ? 'unknown' : holds ? 'holds' : 'broken');

async function begins_with(earlier: Checkpoint, now: Checkpoint): Promise<boolean> {
  if (earlier.size > now.size || earlier.origin !== now.origin) return false;
  if (earlier.size === 0) return true;
  const { proof } = await asked<{ proof: string[] }>(`/consistency?from=${earlier.size}`);
  return continues(earlier.size, earlier.root, now.size, now.root, proof.map(from_base64));
}

/** Reads every entry; that the root is theirs is computed here, and each signature is checked where this browser can. */
async function check_entries(now: Checkpoint, say: (done: number) => void): Promise<[boolean, boolean | null]> {
  const leaves: Bytes[] = [];
  let written: boolean | null = true;
  for (let cursor: string | null = '0'; cursor !== null;) {
    const page: EntryPage = await asked(`/entries?limit=200&cursor=${cursor}`);
    for (const row of page.rows) {
      if (row.index !== leaves.length) return [false, written];
      if (leaves.length === now.size) break;  // written since the checkpoint was read
      leaves.push(await leaf_hash(row.entry));
      const signed = await entry_signed(row.entry, now.origin);
      if (signed !== true && written !== false) written = signed;
      say(leaves.length);
    }
    cursor = leaves.length < now.size ? page.next : null;
  }
  return [leaves.length === now.size && same(await root_of(leaves), now.root), written];
}

/** Calls `step` as each is known; remembers key and checkpoint in this browser when all of it holds. */
export async function check_record(step: (s: Step) => void, say: (done: number, all: number) => void): Promise<void> {
  const told = await asked<RecordSummary>('');
  const now = parse_checkpoint(told.checkpoint);
  const before = last_seen(told.origin);
  const steps: Step[] = [];
  const add = (s: Step) => { steps.push(s); step(s); };
  const verifier = await parse_verifier(told.key);
  add({ name: 'key', judged: before === null ? 'new' : judged(before.key === told.key) });
  add({ name: 'signature', judged: judged(await checkpoint_signed(now, verifier)) });
  const [complete, written] = await check_entries(now, (done) => say(done, now.size));
  add({ name: 'entries', judged: judged(complete), count: now.size });
  add({ name: 'written', judged: judged(written), count: now.size });
  const earlier = before === null ? null : parse_checkpoint(before.checkpoint);
  add({ name: 'continues', judged: earlier === null ? 'new' : judged(await begins_with(earlier, now)), count: earlier?.size ?? 0 });
  if (steps.every((s) => s.judged !== 'broken')) {
    localStorage.setItem(seen_at(told.origin), JSON.stringify({ key: told.key, checkpoint: told.checkpoint } satisfies Seen));
  }
}

/** A receipt against its own checkpoint, the log's key, and the log as it is now. */
export async function check_receipt(text: string, step: (s: Step) => void): Promise<void> {
  const receipt = JSON.parse(text) as Receipt;
  if (receipt.format !== 'vorrat-receipt/1') throw new Error('vorrat-receipt/1');
  const then = parse_checkpoint(receipt.checkpoint);
  const told = await asked<RecordSummary>('');
  const leaf = await leaf_hash(receipt.entry);
  step({ name: 'receipt.in', judged: judged(await included(leaf, receipt.index, then.size, receipt.proof.map(from_base64), then.root)), count: receipt.index });
  step({ name: 'receipt.signed', judged: judged(await checkpoint_signed(then, await parse_verifier(told.key))) });
  step({ name: 'receipt.now', judged: judged(await begins_with(then, parse_checkpoint(told.checkpoint))), count: told.size });
  if (receipt.opening) step({ name: 'receipt.opens', judged: judged(await opens(receipt)) });
}
