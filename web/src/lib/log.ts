// The published record checked by its own documents (docs/math/ledger.md, docs/formats/ledger.md), with nothing
// but what every browser has: SHA-256 and, where it is there, Ed25519.
export type Bytes = Uint8Array<ArrayBuffer>;

const utf8 = new TextEncoder();
export const text_bytes = (text: string): Bytes => utf8.encode(text) as Bytes;

export function from_base64(text: string): Bytes {
  return Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
}

export const hex = (bytes: Bytes) => Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');

export const same = (a: Bytes, b: Bytes) => a.length === b.length && a.every((byte, i) => byte === b[i]);

export function joined(...parts: Bytes[]): Bytes {
  const all = new Uint8Array(parts.reduce((sum, p) => sum + p.length, 0));
  let at = 0;
  for (const part of parts) { all.set(part, at); at += part.length; }
  return all;
}

export async function sha256(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

const leaf_mark = Uint8Array.of(0), node_mark = Uint8Array.of(1);
export const leaf_hash = (entry: string) => sha256(joined(leaf_mark, text_bytes(entry)));
const node_hash = (left: Bytes, right: Bytes) => sha256(joined(node_mark, left, right));

/** MTH of all leaves: section 1. */
export async function root_of(leaves: Bytes[]): Promise<Bytes> {
  if (leaves.length === 0) return sha256(new Uint8Array());
  let row = leaves;
  // An odd last node rises unchanged: the same tree as the recursive definition.
  while (row.length > 1) {
    const next: Bytes[] = [];
    for (let i = 0; i + 1 < row.length; i += 2) next.push(await node_hash(row[i]!, row[i + 1]!));
    if (row.length % 2 === 1) next.push(row[row.length - 1]!);
    row = next;
  }
  return row[0]!;
}

const odd = (n: number) => n % 2 === 1;
const half = (n: number) => Math.floor(n / 2);

/** Whether `path` leads from `leaf`, entry `index` of `size`, to `root`: section 2, RFC 9162 2.1.3.2. */
export async function included(leaf: Bytes, index: number, size: number, path: Bytes[], root: Bytes): Promise<boolean> {
  if (index >= size) return false;
  let fn = index, sn = size - 1, r = leaf;
  for (const p of path) {
    if (sn === 0) return false;
    if (odd(fn) || fn === sn) {
      r = await node_hash(p, r);
      while (!odd(fn) && fn !== 0) { fn = half(fn); sn = half(sn); }
    } else {
      r = await node_hash(r, p);
    }
    fn = half(fn); sn = half(sn);
  }
  return sn === 0 && same(r, root);
}

/** Whether the tree of `size` begins with the one of `before`: section 3, RFC 9162 2.1.4.2. */
export async function continues(before: number, old_root: Bytes, size: number, root: Bytes, proof: Bytes[]): Promise<boolean> {
  if (before < 1 || before > size) return false;
  if (before === size) return proof.length === 0 && same(old_root, root);
  const power_of_two = Number.isInteger(Math.log2(before));
  const path = power_of_two ? [old_root, ...proof] : [...proof];
  let fn = before - 1, sn = size - 1;
  while (odd(fn)) { fn = half(fn); sn = half(sn); }
  const first = path.shift();
  if (!first) return false;
  let fr = first, sr = first;
  for (const c of path) {
    if (sn === 0) return false;
    if (odd(fn) || fn === sn) {
      fr = await node_hash(c, fr); sr = await node_hash(c, sr);
      while (!odd(fn) && fn !== 0) { fn = half(fn); sn = half(sn); }
    } else {
      sr = await node_hash(sr, c);
    }
    fn = half(fn); sn = half(sn);
  }
  return sn === 0 && same(fr, old_root) && same(sr, root);
}

export interface Signature { name: string; id: string; blob: Bytes }
export interface Note { text: string; signatures: Signature[] }

/** A signed note; throws where it is none: docs/formats/ledger.md section 2. */
export function parse_note(note: string): Note {
  const cut = note.indexOf('\n\n');
  const lines = note.slice(cut + 2).split('\n');
  if (cut < 0 || lines.pop() !== '') throw new Error('not a signed note');
  const signatures = lines.map((line) => {
    const [dash, name, data] = line.split(' ');
    if (dash !== '—' || !name || !data) throw new Error('not a signature of a note');
    const bytes = from_base64(data);
    return { name, id: hex(bytes.slice(0, 4)), blob: bytes.slice(4) };
  });
  return { text: note.slice(0, cut + 1), signatures };
}

export interface Checkpoint { origin: string; size: number; root: Bytes; note: Note }

export function parse_checkpoint(text: string): Checkpoint {
  const note = parse_note(text);
  const [origin, size, root] = note.text.split('\n');
  if (!origin || !/^(0|[1-9]\d{0,15})$/.test(size ?? '') || !root) throw new Error('not a checkpoint');
  return { origin, size: Number(size), root: from_base64(root), note };
}

export interface Verifier { name: string; id: string; key: Bytes }

/** A verifier key whose id is that of its name and bytes. */
export async function parse_verifier(text: string): Promise<Verifier> {
  const [name, id, ...rest] = text.trim().split('+');
  const key = from_base64(rest.join('+'));
  if (!name || key[0] !== 1 || key.length !== 33) throw new Error('not an Ed25519 verifier key');
  const told = hex((await sha256(joined(text_bytes(`${name}\n`), key))).slice(0, 4));
  if (told !== id) throw new Error('the id of the key is not that of its bytes');
  return { name, id: told, key: key.slice(1) };
}

/** null: this browser has no Ed25519. */
export async function signed_by(key: Bytes, signature: Bytes, message: Bytes): Promise<boolean | null> {
  let imported: CryptoKey;
  try {
    imported = await crypto.subtle.importKey('raw', key, { name: 'Ed25519' }, false, ['verify']);
  } catch (problem) {
    if (problem instanceof DOMException && problem.name === 'NotSupportedError') return null;
    return false;
  }
  return crypto.subtle.verify({ name: 'Ed25519' }, imported, signature, message);
}

/** Whether the checkpoint carries the signature of `verifier`; null: this browser has no Ed25519. */
export async function checkpoint_signed(checkpoint: Checkpoint, verifier: Verifier): Promise<boolean | null> {
  const found = checkpoint.note.signatures.find((s) => s.name === verifier.name && s.id === verifier.id);
  if (!found || checkpoint.origin !== verifier.name) return false;
  return signed_by(verifier.key, found.blob, text_bytes(checkpoint.note.text));
}

/** Whether an entry is signed by the key it names, over the bytes of its body as they stand: section 5. */
export async function entry_signed(entry: string, origin: string): Promise<boolean | null> {
  const end = entry.lastIndexOf(',"key":"');
  if (!entry.startsWith('{"body":') || end < 0) return false;
  const { key, signature } = JSON.parse(entry) as { key: string; signature: string };
  const body = entry.slice('{"body":'.length, end);
  return signed_by(from_base64(key), from_base64(signature), text_bytes(`vorrat-record/1\n${origin}\n${body}`));
}

export interface Receipt {
  format: string; index: number; entry: string; proof: string[]; checkpoint: string;
  opening?: { proposal: string; member: string; turn: number; salt: string; choice: string[] };
}

/** Whether a receipt's opening fits the commitment it was given for: docs/math/ledger.md section 6. */
export async function opens(receipt: Receipt): Promise<boolean> {
  const o = receipt.opening;
  const body = (JSON.parse(receipt.entry) as { body: { commitment?: string } }).body;
  if (!o || !body.commitment) return false;
  const said = ['vorrat-ballot/1', o.proposal, o.member, o.turn, o.salt, JSON.stringify(o.choice)].join('\n');
  return hex(await sha256(text_bytes(said))) === body.commitment;
}
