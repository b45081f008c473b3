// The API against its description: linted, its types current, every operation driven.
//
//     VORRAT_BIN=build/dev/bin/vorrat node --test tests/api/run.mjs
//
// Needs web/node_modules (npm ci in web/). Without VORRAT_BIN only the description is looked at.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { council } from '../browser/fixture/council.mjs';
import { record } from '../browser/fixture/record.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const file = join(root, 'docs/formats/openapi.json');
const description = JSON.parse(readFileSync(file, 'utf8'));
const need = createRequire(join(root, 'web', 'package.json'));
const program = process.env.VORRAT_BIN;
const password = 'correct horse battery';

test('the description has no lint', async () => {
  const { createConfig, lint } = need('@redocly/openapi-core');
  const config = await createConfig({ extends: ['recommended'], rules: { 'no-server-example.com': 'off' } });
  const found = await lint({ ref: file, config });
  assert.deepEqual(found.map((f) => `${f.ruleId} ${f.location[0]?.pointer} ${f.message}`), []);
});

test('web/src/lib/api-types.ts is what the description gives', async () => {
  const { default: openapiTS, astToString, COMMENT_HEADER } = await import(join(root, 'web/node_modules/openapi-typescript/dist/index.mjs'));
  const types = COMMENT_HEADER + astToString(await openapiTS(new URL(`file://${file}`)));
  assert.equal(readFileSync(join(root, 'web/src/lib/api-types.ts'), 'utf8'), types,
    'run: cd web && npm run api-types');
});

let folder;
let server;
let base;
let admin;

/** A workspace with a published plan, councils, alternatives and a record, and an admin who plans too. */
async function start() {
  folder = mkdtempSync(join(tmpdir(), 'vorrat-api-'));
  const shop = council(program, join(folder, 'council'));
  const plan = join(shop, 'plan');
  const alternatives = join(folder, 'alternatives');
  for (const command of [['plan', shop, '-o', plan, '--quiet'], ['alternatives', shop, '--out', alternatives, '--quiet']]) {
    const run = spawnSync(program, command, { encoding: 'utf8' });
    assert.equal(run.status, 0, run.stderr);
  }
  const { published } = record(program, plan, join(folder, 'record'));
  server = spawn(program, ['serve', shop, '--ledger', published, '--alternatives', alternatives, '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const said = await new Promise((resolve) => {
    let text = '';
    server.stdout.on('data', (bytes) => { text += bytes; if (/welcome\/\S+\n/.test(text)) resolve(text); });
  });
  base = `http://127.0.0.1:${/localhost:(\d+)/.exec(said)[1]}`;
  const link = /welcome\/(\S+)/.exec(said)[1];
  assert.equal((await send('POST', '/links', { link, password })).status, 200);
  const signed_in = await send('POST', '/session', { name: 'admin', password });
  const cookie = signed_in.headers.get('set-cookie').split(';')[0];
  admin = { cookie, 'x-csrf-token': (await signed_in.json()).csrf_token };
  const seen = (await send('GET', '/users/admin', undefined, admin)).headers.get('etag');
  const grants = ['admin', 'planner', 'auditor', 'member'].map((role) => ({ role, place: null }));
  assert.equal((await send('PATCH', '/users/admin', { grants }, { ...admin, 'if-match': seen })).status, 200);
  const again = await send('POST', '/session', { name: 'admin', password });
  admin = { cookie: again.headers.get('set-cookie').split(';')[0], 'x-csrf-token': (await again.json()).csrf_token };
}

/** A text goes as the file that it is, all else as JSON. */
const send = (method, path, body, headers = {}) => fetch(`${base}/api/v1${path}`, {
  method,
  headers: { ...headers, ...(body === undefined ? {} : { 'content-type': typeof body === 'string' ? 'application/octet-stream' : 'application/json' }) },
  body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
});

before(async () => { if (program) await start(); });
after(async () => {
  if (!server) return;
  const ended = new Promise((resolve) => server.on('exit', resolve));
  server.kill('SIGTERM');
  assert.equal(await ended, 0, 'SIGTERM ends the server with 0');
  rmSync(folder, { recursive: true });
});

const schema_of = (schema) => (schema?.$ref ? description.components.schemas[schema.$ref.split('/').pop()] : schema);

/** What of a value the schema does not allow, in words. Knows the words that the description uses. */
function complaints(schema, value, where = '') {
  const s = schema_of(schema) ?? {};
  if (s.oneOf) return s.oneOf.some((one) => complaints(one, value).length === 0) ? [] : [`${where}: fits none`];
  const type = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
  const types = s.type === undefined ? [type] : [s.type].flat();
  if (!types.some((t) => t === type || (t === 'integer' && Number.isInteger(value)))) return [`${where}: want ${types}, got ${type}`];
  if (s.enum && !s.enum.includes(value)) return [`${where}: ${value} is none of ${s.enum}`];
  if (type === 'array') return value.flatMap((one, k) => complaints(s.items, one, `${where}/${k}`));
  if (type !== 'object') return [];
  const missing = (s.required ?? []).filter((name) => !(name in value)).map((name) => `${where}: ${name} is missing`);
  return missing.concat(Object.entries(value).flatMap(([name, one]) => {
    const inside = s.properties?.[name] ?? (typeof s.additionalProperties === 'object' ? s.additionalProperties : undefined);
    if (inside === undefined && s.properties && s.additionalProperties === undefined) return [`${where}: ${name} is not described`];
    return inside === undefined ? [] : complaints(inside, one, `${where}/${name}`);
  }));
}

const operations = Object.entries(description.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })));

const known_values = (parameter) => ({ name: ['items', 'places.csv', 'items.xlsx', 'plan.json', 'admin'], item: ['bread'], place: ['shop'], number: ['1'], index: ['0'], id: ['P1', 'co2e_kg-90'], path: ['checkpoint'] }[parameter.name]);

/** What can be read of what exists, with every known value of the path once. */
function plainly_read(method, parameters) {
  if (method !== 'GET') return [];
  const places = parameters.filter((p) => p.in === 'path').map((p) => [p.name, known_values(p)]);
  return Array.from({ length: Math.max(1, ...places.map(([, of]) => of.length)) }, (_, k) =>
    [Object.fromEntries(places.map(([name, of]) => [name, of[k % of.length]])), undefined, true]);
}

/** Values for a parameter: some that exist, some that cannot. */
function values(fc, parameter) {
  const odd = fc.oneof(fc.string({ maxLength: 20 }), fc.fullUnicodeString({ maxLength: 8 }), fc.constantFrom('..', '%2e%2e', '0', '-1', '1e9', '\u0000', "' OR 1=1 --"));
  const good = parameter.schema.enum ?? known_values(parameter) ?? ['1', '2026-11-23'];
  return fc.oneof(fc.constantFrom(...good), odd);
}

function body_of(fc, schema) {
  const s = schema_of(schema);
  if (s.oneOf) return fc.oneof(...s.oneOf.map((one) => by_schema(fc, schema_of(one))));
  const members = Object.fromEntries(Object.entries(s.properties).map(([name, one]) => [name, by_schema(fc, schema_of(one))]));
  return fc.oneof(fc.record(members, { requiredKeys: s.required ?? [] }), fc.object({ maxDepth: 2 }), fc.jsonValue());
}

/** Spreadsheets, some of them sound. */
const files = (fc) => fc.oneof(fc.constantFrom('date;item;place;quantity\n01.01.2026;bread;north;3,5\n', 'place,name\nx,"', 'PK\u0003\u0004', ''), fc.string({ maxLength: 200 }));

function by_schema(fc, s) {
  if (s.oneOf) return fc.oneof(...s.oneOf.map((one) => by_schema(fc, schema_of(one))));
  const type = [s.type ?? 'object'].flat()[0];
  if (s.enum) return fc.constantFrom(...s.enum);
  if (type === 'string') return fc.string({ maxLength: 40 });
  if (type === 'integer') return fc.integer();
  if (type === 'number') return fc.double({ noNaN: true });
  if (type === 'boolean') return fc.boolean();
  if (type === 'array') return fc.array(by_schema(fc, schema_of(s.items)), { maxLength: 3 });
  return s.properties ? body_of(fc, s) : fc.constant({});
}

// These would end what the others need, are slow on purpose, or never end.
const left_out = new Set(['DELETE /session', 'POST /session', 'POST /links', 'PATCH /users/{name}', 'POST /users/{name}/link',
  'GET /jobs/{number}/events', 'POST /jobs', 'DELETE /me/sessions/{number}', 'DELETE /users/{name}/sessions', 'PUT /me/password']);

test('every operation answers as described, whatever it is asked', { skip: !program && 'VORRAT_BIN is not set' }, async () => {
  const fc = need('fast-check');
  for (const { method, path, operation } of operations) {
    const parameters = operation.parameters ?? [];
    const asked = fc.record(Object.fromEntries(parameters.map((p) => [p.name, p.in === 'path' ? values(fc, p) : fc.option(values(fc, p), { nil: undefined })])));
    const content = operation.requestBody?.content;
    const bodies = content?.['application/json'] ? body_of(fc, content['application/json'].schema) : content ? files(fc) : fc.constant(undefined);
    const anybody = left_out.has(`${method} ${path}`);
    await fc.assert(fc.asyncProperty(asked, bodies, fc.boolean(), async (given, body, known) => {
      let target = path;
      const query = new URLSearchParams();
      const headers = known && !anybody ? { ...admin } : {};
      for (const p of parameters) {
        if (given[p.name] === undefined) continue;
        if (p.in === 'path') target = target.replace(`{${p.name}}`, encodeURIComponent(given[p.name]) || '-');
        if (p.in === 'query') query.set(p.name, given[p.name]);
      }
      const reply = await send(method, `${target}${query.size > 0 ? `?${query}` : ''}`, body, headers);
      assert.ok(reply.status < 500 || reply.status === 503, `${method} ${target} ${reply.status}`);
      if (target.split('/').some((part) => part === '.' || part === '..')) return;
      const described = operation.responses[reply.status] ?? (reply.status === 404 || reply.status === 400 ? operation.responses[404] ?? {} : undefined);
      assert.ok(described, `${method} ${target}: ${reply.status} is not described`);
      const type = reply.headers.get('content-type')?.split(';')[0];
      if (reply.status >= 400) {
        assert.equal(type, 'application/problem+json');
        assert.deepEqual(complaints(description.components.schemas.Problem, await reply.json()), []);
      } else if (type === 'application/json') {
        assert.deepEqual(complaints(described.content['application/json'].schema, await reply.json()), [], `${method} ${target}`);
      } else {
        await reply.arrayBuffer();
      }
    }), { numRuns: 12, seed: 7, examples: plainly_read(method, parameters) });
  }
});

test('what is closed stays closed without an account', { skip: !program && 'VORRAT_BIN is not set' }, async () => {
  const closed = operations.filter(({ operation }) => operation['x-right'] !== 'open');
  assert.ok(closed.length > 10);
  for (const { method, path } of closed) {
    const reply = await send(method, path.replaceAll(/\{\w+\}/g, '1'), method === 'GET' || method === 'DELETE' ? undefined : {});
    assert.equal(reply.status, 401, `${method} ${path}`);
  }
});
