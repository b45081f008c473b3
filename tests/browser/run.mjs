// The page in a real browser: every view, both languages, desktop and 390 px.
//
//     VORRAT_BIN=build/release/bin/vorrat PAGE_PLAN=out node tests/browser/run.mjs
//
// VORRAT_BIN   the program; started on a free port with a workspace, a plan and a record
// PAGE_PLAN    a plan folder; without it the workspace of fixture/council.mjs is planned
// VORRAT_URL   instead of both: a server that already runs
// Screenshots: build/browser/. Needs web/node_modules (npm ci in web/) and Debian's chromium.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { council } from './fixture/council.mjs';
import { record } from './fixture/record.mjs';
import { assert_accessible, assert_fits, begin, end, open_at, program, serving, shoot, shots, sizes, words } from './harness.mjs';

const views = ['overview', 'needs', 'shipments', 'plan', 'alternatives', 'decide', 'record', 'data', 'check'];
const first_view_bytes_max = 120_000;

let base = process.env.VORRAT_URL;
let receipt;
let welcome;
let plan_alone;

async function start_server() {
  assert.ok(existsSync(program), `set VORRAT_BIN: there is no ${program}`);
  const workspace = council(program, join(shots, 'council'));
  const plan = process.env.PAGE_PLAN ?? join(shots, 'plan');
  if (!process.env.PAGE_PLAN) execFileSync(program, ['run', workspace, '--out', plan, '--quiet']);
  const kept = record(program, plan, join(shots, 'record'));
  receipt = kept.receipt;
  const alternatives = join(shots, 'alternatives');
  execFileSync(program, ['alternatives', workspace, '--out', alternatives, '--quiet']);
  ({ at: base, welcome } = await serving(workspace, '--plan', plan, '--ledger', kept.published, '--alternatives', alternatives));
  plan_alone = plan;
}

before(async () => {
  mkdirSync(shots, { recursive: true });
  if (!base) await start_server();
  await begin();
});
after(end);

const open = (language, size, options) => open_at(base, language, size, options);

async function go(page, view, language) {
  await page.goto(`${base}/#/${view}`);
  await page.getByRole('heading', { level: 1, name: words[language][`${view}.title`] }).waitFor();
  await page.waitForLoadState('networkidle');
}

for (const language of ['en', 'de']) {
  for (const size of Object.keys(sizes)) {
    test(`every view opens, fits and is accessible: ${language}, ${size}`, async () => {
      const { page, context, wrong } = await open(language, size);
      for (const view of views) {
        await go(page, view, language);
        assert.equal(await page.locator('html').getAttribute('lang'), language);
        await shoot(page, `${view}-${language}-${size}`);
        await assert_fits(page, view);
        await assert_accessible(page, `${view}, ${language}, ${size}`);
        const text = await page.locator('body').innerText();
        assert.doesNotMatch(text, /\bundefined\b|\bNaN\b|\[object|\{\w+\}/, view);
      }
      assert.deepEqual(wrong, []);
      await context.close();
    });
  }
}

test('dark mode is accessible too', async () => {
  const { page, context, wrong } = await open('en', 'desktop', { colorScheme: 'dark' });
  for (const view of views) {
    await go(page, view, 'en');
    await shoot(page, `${view}-dark`);
    await assert_accessible(page, `${view}, dark`);
  }
  assert.deepEqual(wrong, []);
  await context.close();
});

test('a search finds a series and its chart is drawn', async () => {
  for (const size of Object.keys(sizes)) {
    const { page, context, wrong } = await open('en', size);
    const first = (await (await fetch(`${base}/api/v1/needs?limit=1`)).json()).rows[0];
    await go(page, 'needs', 'en');
    await page.getByLabel(words.en['needs.search']).fill(`${first.place.name} ${first.item.name}`);
    await page.getByRole('link', { name: new RegExp(first.item.name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')) }).first().click();
    await page.locator('.uplot canvas').waitFor();
    await page.getByRole('heading', { level: 2, name: `${first.item.name} · ${first.place.name}` }).waitFor();
    await page.waitForTimeout(200);
    await shoot(page, `series-${size}`);
    await assert_fits(page, 'series');
    await assert_accessible(page, `series, ${size}`);
    assert.deepEqual(wrong, []);
    await context.close();
  }
});

test('the model tells what it did with a series and how well it foresaw', async (t) => {
  if (!receipt || process.env.PAGE_PLAN) return t.skip('the plan is not that of our workspace');
  for (const [language, said] of [['en', 'steps are known'], ['de', 'Schritte sind bekannt']]) {
    const { page, context, wrong } = await open(language, 'desktop');
    const { item, place } = (await (await fetch(`${base}/api/v1/needs?limit=1`)).json()).rows[0];
    await page.goto(`${base}/#/needs?item=${item.id}&at=${place.id}`);
    await page.getByText(words[language]['series.story']).click();
    await page.getByText(said).waitFor();
    await shoot(page, `story-${language}`);
    await assert_accessible(page, 'story');
    assert.deepEqual(wrong, []);
    await context.close();
  }
});

test('a search without result says so', async () => {
  const { page, context } = await open('en', 'desktop');
  await go(page, 'needs', 'en');
  await page.getByLabel(words.en['needs.search']).fill('qqqq zzzz');
  await page.getByText(words.en['needs.none']).waitFor();
  await context.close();
});

test('shipments are filtered, sorted and downloaded', async () => {
  const { page, context, wrong } = await open('en', 'desktop');
  const all = (await (await fetch(`${base}/api/v1/shipments`)).json()).rows;
  await go(page, 'shipments', 'en');
  if (all.length > 0) {
    await page.getByRole('button', { name: words.en['col.mass'], exact: false }).click();
    await page.getByRole('button', { name: words.en['col.mass'], exact: false }).click();
    assert.equal(await page.locator('th[aria-sort="descending"]').count(), 1);
    const heaviest = all.reduce((a, b) => (b.kg > a.kg ? b : a));
    assert.ok((await page.locator('tbody tr').first().innerText()).includes(heaviest.item.name));
    await page.getByLabel(words.en['shipments.filter']).fill(heaviest.to.name);
    const expected = all.filter((s) => [s.to.name, s.from.name, s.item.name].join(' ').toLowerCase().includes(heaviest.to.name.toLowerCase()));
    await page.waitForFunction((n) => document.querySelectorAll('tbody tr').length === n, Math.min(60, expected.length));
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: words.en['shipments.csv'] }).click()]);
    const lines = readFileSync(await download.path(), 'utf8').trim().split('\n');
    assert.equal(lines.length, all.length + 1);
    await page.emulateMedia({ media: 'print' });
    await shoot(page, 'shipments-print');
  }
  assert.deepEqual(wrong, []);
  await context.close();
});

test('the language is toggled and remembered', async () => {
  const { page, context } = await open('en', 'desktop');
  await go(page, 'overview', 'en');
  await page.getByRole('button', { name: 'Deutsch' }).click();
  await page.getByRole('heading', { level: 1, name: words.de['overview.title'] }).waitFor();
  await page.reload();
  await page.getByRole('heading', { level: 1, name: words.de['overview.title'] }).waitFor();
  await context.close();
});

test('the keyboard alone reaches every view', async () => {
  const { page, context } = await open('en', 'desktop');
  await go(page, 'overview', 'en');
  for (const view of views.slice(1)) {
    for (let i = 0; i < 40; i++) {
      await page.keyboard.press('Tab');
      if (await page.evaluate((v) => document.activeElement?.getAttribute('href') === `#/${v}` && document.activeElement.closest('nav') !== null, view)) break;
    }
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: words.en[`${view}.title`] }).waitFor();
    await page.evaluate(() => { document.querySelector('header a')?.focus(); });
  }
  await context.close();
});

test('the browser recomputes the hashes of all files', async () => {
  const { page, context, wrong } = await open('en', 'desktop');
  const { total } = await (await fetch(`${base}/api/v1/files`)).json();
  await go(page, 'check', 'en');
  await page.getByRole('button', { name: words.en['check.run'] }).click();
  await page.getByText(words.en['check.done'].replace('{all}', total)).waitFor({ timeout: 60_000 });
  assert.deepEqual(wrong, []);
  await context.close();
});

test('the whole record is checked in the browser, again, and after it was rewritten', async (t) => {
  if (!receipt) return t.skip('VORRAT_URL: no record of our own');
  const { page, context, wrong } = await open('en', 'desktop');
  const judged = (name, count) => page.getByText(words.en[`judged.${name}`].replace('{count}', count));
  const run = () => page.getByRole('button', { name: words.en['record.check.run'] }).click();
  const { size } = await (await fetch(`${base}/api/v1/record`)).json();
  await go(page, 'record', 'en');
  await run();
  for (const name of ['key.new', 'signature.holds', 'entries.holds', 'written.holds', 'continues.new']) await judged(name, size).waitFor();
  await run();
  await judged('continues.holds', size).waitFor();
  await page.getByLabel(words.en['record.receipt.file']).setInputFiles(receipt);
  for (const [name, count] of [['receipt.in.holds', 4], ['receipt.signed.holds', 0], ['receipt.now.holds', size], ['receipt.opens.holds', 0]]) await judged(name, count).waitFor();
  await shoot(page, 'record-checked');
  await assert_accessible(page, 'record, checked');
  assert.deepEqual(wrong, []);

  // A server that changes one letter of one entry.
  await page.route('**/api/v1/record/entries?limit=*', async (route) => {
    const reply = await route.fetch();
    return route.fulfill({ response: reply, body: (await reply.text()).replaceAll('Federation of the north', 'Federation of the south') });
  });
  await run();
  for (const name of ['entries.broken', 'written.broken']) await judged(name, size).waitFor();
  await context.close();
});

test('an entry of the log is told in words and found by its kind', async () => {
  const { page, context, wrong } = await open('de', 'phone');
  await go(page, 'record', 'de');
  if (!receipt) return context.close();
  await page.getByLabel(words.de['record.kind']).selectOption('tally');
  await page.getByText('p1 ist ausgezählt, 1 Stimme: gewählt ist these.').waitFor();
  assert.equal(await page.locator('ol.log > li').count(), 1);
  await page.getByLabel(words.de['record.kind']).selectOption('statement');
  await page.getByRole('button', { name: words.de['statement.read'] }).click();
  await page.getByText('m2 would rather have no criteria.').waitFor();
  await page.getByText(words.de['statement.same']).waitFor();
  await assert_accessible(page, 'record, a statement read');
  assert.deepEqual(wrong, []);
  await context.close();
});

test('two plans are pinned and compared', async (t) => {
  if (!receipt) return t.skip('VORRAT_URL: no alternatives of our own');
  const { page, context, wrong } = await open('en', 'desktop');
  const { alternatives } = await (await fetch(`${base}/api/v1/alternatives`)).json();
  const [first, second] = alternatives.filter((a) => a.status === 'planned').slice(1, 3);
  await go(page, 'alternatives', 'en');
  for (const [pin, one] of [['A', first], ['B', second]]) await page.getByLabel(`${one.title.en} as ${pin}`, { exact: true }).check();
  const compared = page.getByRole('region', { name: words.en['alternatives.compare'] });
  for (const one of [first, second]) await compared.getByText(one.title.en).waitFor();
  for (const c of second.communities) assert.equal(await compared.getByRole('rowheader', { name: c.community }).count(), 1);
  await page.getByRole('button', { name: new RegExp(`^${alternatives[0].title.en}:`) }).focus();
  await page.keyboard.press('Enter');
  await compared.getByText(alternatives[0].title.en).waitFor();
  assert.deepEqual(wrong, []);
  await context.close();
});

test('a decided proposal tells what it brought, who won and why; a running one keeps its ballots closed', async (t) => {
  if (!receipt) return t.skip('VORRAT_URL: no councils of our own');
  for (const [language, size] of [['en', 'desktop'], ['de', 'phone']]) {
    const { page, context, wrong } = await open(language, size);
    await go(page, 'decide', language);
    await page.getByRole('link', { name: 'A tenth less CO2e' }).click();
    await page.getByRole('heading', { level: 1, name: 'A tenth less CO2e' }).waitFor();
    const winner = words[language]['decide.amendment'].replace('{id}', 'P1.A1');
    await page.getByText(words[language]['decide.winner'].replace('{option}', winner)).waitFor();
    await page.getByText('eater_1').first().waitFor();
    await page.getByText(words[language]['decide.why']).click();
    await page.getByText('The cap should fall when the new ovens are there, and not before.').waitFor();
    await shoot(page, `proposal-${language}-${size}`);
    await assert_fits(page, 'proposal');
    await assert_accessible(page, 'proposal');
    await page.goto(`${base}/#/decide?id=P2`);
    await page.getByText(words[language]['decide.closed']).waitFor();
    assert.equal(await page.getByText('P2 > keep').count(), 0);
    assert.deepEqual(wrong, []);
    await context.close();
  }
});

test('a pick list has a table per lorry and every line once', async () => {
  const { page, context, wrong } = await open('de', 'desktop');
  const all = (await (await fetch(`${base}/api/v1/shipments`)).json()).rows;
  await go(page, 'shipments', 'de');
  await page.getByRole('button', { name: words.de['shipments.as_pick'] }).click();
  const lorries = new Set(all.map((s) => [s.leaves, s.from.id, s.to.id, s.mode].join('|')));
  assert.equal(await page.locator('section.lorry').count(), lorries.size);
  assert.equal(await page.locator('section.lorry tbody tr').count(), all.length);
  await page.emulateMedia({ media: 'print' });
  await shoot(page, 'shipments-pick-list-print');
  assert.deepEqual(wrong, []);
  await context.close();
});

test('the first view is small and quickly there', async () => {
  const { page, context } = await open('en', 'phone');
  const meter = await context.newCDPSession(page);
  await meter.send('Network.enable');
  let bytes = 0;
  const of_page = new Set();
  meter.on('Network.responseReceived', (e) => { if (!new URL(e.response.url).pathname.startsWith('/api/')) of_page.add(e.requestId); });
  meter.on('Network.loadingFinished', (e) => { if (of_page.has(e.requestId)) bytes += e.encodedDataLength; });
  await go(page, 'overview', 'en');
  assert.ok(bytes > 10_000 && bytes <= first_view_bytes_max, `the first view is ${bytes} bytes`);
  const { interactive, shown } = await page.evaluate(() => ({
    interactive: performance.getEntriesByType('navigation')[0].domInteractive,
    shown: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0 }));
  console.log(`first view: ${bytes} bytes, interactive after ${Math.round(interactive)} ms, painted after ${Math.round(shown)} ms`);
  await context.close();
});

test('an unmet need says which limits it would take and what would change that', async (t) => {
  const { unmet, places } = await (await fetch(`${base}/api/v1/overview`)).json();
  const { rows: limits } = await (await fetch(`${base}/api/v1/limits`)).json();
  if (unmet.length === 0 || !limits.some((l) => l.valuation > 0)) return t.skip('everything is met, or no limit binds');
  for (const language of ['en', 'de']) {
    const { page, context, wrong } = await open(language, language === 'en' ? 'desktop' : 'phone');
    await go(page, 'plan', language);
    await page.getByRole('button', { name: words[language]['why.of'].replace('{item}', unmet[0].item.name) }).click();
    const told = page.locator('.why');
    await told.waitFor();
    const text = await told.innerText();
    assert.ok(places.some((p) => text.includes(p.name)), text);
    assert.doesNotMatch(text, /NaN|Infinity|undefined/);
    // What the limits take, less the by-products, is the whole cost.
    const shares = (await told.locator('tbody td:last-child').allInnerTexts()).map((s) => Number(s.replace(/[^0-9,.-]/g, '').replace(/[.,](?=\d{3})/g, '').replace(',', '.')));
    if (shares.length > 0) assert.ok(Math.abs(shares.reduce((a, b) => a + b, 0) - 100) < 1 + shares.length, shares.join(' '));
    await shoot(page, `why-${language}`);
    await assert_fits(page, 'why');
    await assert_accessible(page, 'why');
    assert.deepEqual(wrong, []);
    await context.close();
  }
});

test('a failing server is told and can be asked again', async () => {
  const { page, context } = await open('en', 'desktop');
  let broken = true;
  await page.route('**/api/v1/shipments', (route) => (broken ? route.fulfill({ status: 500, body: '{"detail":"disk on fire"}' }) : route.continue()));
  await page.goto(`${base}/#/shipments`);
  await page.getByText('disk on fire').waitFor();
  broken = false;
  await page.getByRole('button', { name: words.en['app.retry'] }).click();
  await page.getByRole('heading', { level: 1, name: words.en['shipments.title'] }).waitFor();
  await context.close();
});

test('the admin sets a password by the printed link, signs out and in again', async (t) => {
  if (!welcome) return t.skip('VORRAT_URL: no workspace of our own');
  const password = 'correct horse battery';
  const address = new URL(welcome);
  for (const [language, size, used] of [['de', 'phone', false], ['en', 'desktop', true]]) {
    const { page, context } = await open(language, size);
    const say = words[language];
    const errors = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(welcome);
    await page.getByLabel(say['welcome.password']).fill(password);
    await page.getByLabel(say['welcome.again']).fill(`${password}.`);
    await page.getByRole('button', { name: say['welcome.set'] }).click();
    await page.getByText(say['welcome.differ']).waitFor();
    await page.getByLabel(say['welcome.again']).fill(password);
    await shoot(page, `welcome-${language}-${size}`);
    await assert_fits(page, 'welcome');
    await assert_accessible(page, 'welcome');
    await page.getByRole('button', { name: say['welcome.set'] }).click();
    if (used) {
      await page.getByText(say['welcome.used']).waitFor();
      await page.goto(`${address.origin}/#/account`);
    } else {
      await page.getByText(say['account.in'].replace('{name}', 'admin')).waitFor();
      assert.equal(new URL(page.url()).hash, '#/account');
      await shoot(page, `account-${language}-${size}`);
      await assert_accessible(page, 'account, signed in');
      await page.getByRole('button', { name: say['account.leave'] }).click();
    }
    await page.getByLabel(say['account.name']).fill('admin');
    await page.getByLabel(say['account.password']).fill(`${password}.`);
    const enter = page.locator('form').getByRole('button', { name: say['account.enter'] });
    await enter.click();
    await page.getByText(say['account.wrong']).waitFor();
    await assert_accessible(page, 'account, refused');
    await page.getByLabel(say['account.password']).fill(password);
    await enter.click();
    await page.getByText(say['account.in'].replace('{name}', 'admin')).waitFor();
    await page.reload();
    await page.locator('header').getByRole('link', { name: 'admin' }).waitFor();
    await assert_fits(page, 'account');
    assert.deepEqual(errors, []);
    await context.close();
  }
});

test('a plan served alone says what it does not show and asks nobody to sign in', async (t) => {
  if (!plan_alone) return t.skip('VORRAT_URL: no plan of our own');
  const { at: alone } = await serving(plan_alone);
  const { page, context } = await open('de', 'phone');
  for (const [view, said] of [['alternatives', 'alternatives.empty'], ['decide', 'decide.unserved'], ['record', 'record.empty'], ['data', 'data.unserved'], ['account', 'account.unserved'], ['welcome/x', 'account.unserved']]) {
    await page.goto(`${alone}/#/${view}`);
    await page.getByText(words.de[said]).waitFor();
    assert.equal(await page.getByText(words.de['account.enter']).count(), 0);
    await assert_fits(page, view);
    await assert_accessible(page, `${view} of a plan alone`);
  }
  await context.close();
});

test('both catalogues have the same keys and placeholders', () => {
  const { en, de } = words;
  assert.deepEqual(Object.keys(de).sort(), Object.keys(en).sort());
  const holes = (text) => [...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort();
  for (const key of Object.keys(en)) assert.deepEqual(holes(de[key]), holes(en[key]), key);
});
