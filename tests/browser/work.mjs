// People at work in a real browser, signed in with their roles, from a spreadsheet to a plan.
//
//     VORRAT_BIN=build/release/bin/vorrat node --test tests/browser/work.mjs
//
// Screenshots: build/browser/. Needs web/node_modules (npm ci in web/), Debian's chromium, python3.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { council } from './fixture/council.mjs';
import { messy } from './fixture/messy.mjs';
import { begin, end, open_at, program, serving, serving_later, shoot, shots, words } from './harness.mjs';
import { as as as_at, looked_at, opened_at, people, send_to } from './people.mjs';

const scratch = join(shots, 'work');
const workspace = join(scratch, 'shop');
let base;
let direct;

before(async () => {
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(scratch, { recursive: true });
  const vorrat = (...what) => execFileSync(program, what, { encoding: 'utf8' });
  vorrat('new', workspace, '--example', 'shop', '--quiet');
  vorrat('plan', workspace, '-o', join(workspace, 'plan'), '--quiet');
  const { at, welcome } = await serving(workspace);
  direct = at;
  base = opened_at(at);
  await people(at, welcome, { paula: ['planner'] });
  await begin();
});
after(end);

/** A page of somebody who is signed in, at the first server or another. */
const as = (name, language, size, at = base) => as_at(at, name, language, size);

for (const [language, size] of [['de', 'phone'], ['en', 'desktop']]) {
  test(`a messy spreadsheet is brought in, mended, tried, planned and taken back: ${language}, ${size}`, async () => {
    const { page, context, wrong, say } = await as('paula', language, size);
    const needs = join(workspace, 'needs.csv');
    const before_it = readFileSync(needs, 'utf8');
    await page.goto(`${base}/#/data`);
    await page.getByRole('heading', { level: 1, name: say['data.title'] }).waitFor();
    await looked_at(page, `data-${language}-${size}`);
    await page.getByLabel(say['data.file'], { exact: true }).setInputFiles(messy(join(scratch, 'KW 45.xlsx')));
    await page.getByRole('heading', { level: 1, name: 'KW 45.xlsx' }).waitFor();
    assert.equal(await page.getByLabel(say['import.decimals']).inputValue(), 'comma');
    assert.equal(await page.getByLabel(say['import.first']).inputValue(), '3');
    assert.equal(await page.locator('button.go').count(), 0, 'nothing to apply yet');
    await looked_at(page, `import-${language}-${size}`);
    const instead = (found) => page.getByLabel(say['import.instead'].replace('{found}', found));
    for (const [found, meant] of [['Kaffe', 'coffee'], ['ca. 4', '4']]) {
      await instead(found).fill(meant);
      await instead(found).press('Enter');
      await instead(found).waitFor({ state: 'detached' });
    }
    await page.getByRole('button', { name: say['import.leave.of'].replace('{found}', 'Summe') }).click();
    await page.getByText(say['import.counts'].replace('{added}', '5').replace('{changed}', '0').replace('{removed}', '0')).waitFor();
    await page.getByRole('button', { name: say['import.try'] }).click();
    await page.getByText(say['whatif.then'], { exact: true }).waitFor({ timeout: 120_000 });
    assert.notEqual(await page.getByRole('region', { name: say['whatif.compared'] }).locator('tbody tr').first().locator('td').nth(2).innerText(), say['whatif.same'], 'a thousand coffees are felt');
    assert.equal(readFileSync(needs, 'utf8'), before_it, 'trying changes nothing');
    await looked_at(page, `import-tried-${language}-${size}`);
    await page.getByRole('button', { name: say['import.apply'].replace('{n}', '5') }).click();
    await page.getByRole('button', { name: say['data.plan.begin'] }).click();
    await page.getByText(say['data.plan.done']).waitFor({ timeout: 120_000 });
    await looked_at(page, `import-planned-${language}-${size}`);
    assert.ok(readFileSync(needs, 'utf8').endsWith('2026-11-01,bread,north,12.5\n2026-11-01,soap,north,3\n2026-11-01,coffee,north,1004\n2026-11-02,bread,north,11\n2026-11-02,soap,north,4\n'));
    const { start } = await (await send_to(direct, 'GET', '/overview')).json();
    assert.equal(start, '2026-11-03', 'the plan begins with the day after what was brought in');
    await page.goto(`${base}/#/data`);
    await page.getByRole('button', { name: say['data.undo'] }).click();
    await page.getByText(say['data.undone'].replace('{name}', 'KW 45.xlsx')).waitFor();
    assert.equal(readFileSync(needs, 'utf8'), before_it);
    assert.deepEqual(wrong, []);
    await context.close();
  });
}

test('a planner releases the shipments of today and takes tables out that change nothing when they come in again', async () => {
  const { page, context, wrong, say } = await as('paula', 'de', 'desktop');
  await page.goto(`${base}/#/shipments`);
  await page.getByText(say['approve.not']).waitFor();
  const { total } = await (await send_to(direct, 'GET', '/shipments')).json();
  await looked_at(page, 'shipments-not-released');
  await page.getByRole('button', { name: new RegExp(`^${total} .* freigeben`) }).click();
  await page.getByText(say['approve.done'].split('{')[0]).waitFor();
  await looked_at(page, 'shipments-released');
  const saved = async (name, link) => {
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: link, exact: true }).click()]);
    await download.saveAs(join(scratch, name));
    return join(scratch, name);
  };
  const shipments = readFileSync(await saved('shipments.xlsx', 'XLSX'));
  assert.equal(shipments.subarray(0, 2).toString(), 'PK');
  await page.goto(`${base}/#/data`);
  const corrections = readFileSync(await saved('need_overrides.csv', `${say['table.need_overrides']}, CSV`), 'utf8');
  assert.match(corrections, /^override_id,item_id,place_id,from,until,factor,quantity,reason,made,withdrawn\n/);
  const needs = await saved('needs.xlsx', `${say['table.needs']}, XLSX`);
  await page.getByLabel(say['data.file'], { exact: true }).setInputFiles(needs);
  await page.getByText(say['import.counts'].replaceAll(/\{\w+\}/g, '0')).waitFor();
  assert.deepEqual(wrong, []);
  await context.close();
  const other = await open_at(base, 'en', 'phone');
  await other.page.goto(`${base}/#/shipments`);
  await other.page.getByText(words.en['approve.done'].replace('{by}', 'paula').split('{')[0]).waitFor();
  await looked_at(other.page, 'shipments-released-phone');
  await other.context.close();
});

test('who does not plan is told so, and files that are none are refused', async () => {
  const { page, context } = await open_at(base, 'de', 'phone');
  await page.goto(`${base}/#/data`);
  await page.getByText(words.de['data.signin']).waitFor();
  await looked_at(page, 'data-signed-out');
  await context.close();
  const paula = await as('paula', 'en', 'desktop');
  await paula.page.goto(`${base}/#/data`);
  await paula.page.getByLabel(paula.say['data.file'], { exact: true }).setInputFiles({ name: 'x.xlsx', mimeType: '', buffer: Buffer.from('PK\x03\x04 none') });
  await paula.page.getByText('broken ZIP').waitFor();
  await paula.context.close();
});

test('three people vote at once, one of them twice, and see it counted, explained and decided', async () => {
  const shop = council(program, join(scratch, 'council'));
  execFileSync(program, ['plan', shop, '-o', join(shop, 'plan'), '--quiet']);
  const now = await serving(shop);
  await people(now.at, now.welcome, { eater_2: ['member'], maker_2: ['member', 'delegate'], eater_3: ['council'] });
  const roles = [['eater_2', 'de', 'phone'], ['maker_2', 'en', 'desktop'], ['eater_3', 'de', 'desktop']];
  const all = await Promise.all(roles.map((role) => as(...role, opened_at(now.at))));
  const [eater, maker, chair] = all;
  await Promise.all(all.map(async ({ page, say }) => {
    await page.goto(`${opened_at(now.at)}/#/decide?id=P2`);
    await page.getByRole('region', { name: say['ballot.title'] }).waitFor();
  }));
  const form = ({ page, say }) => page.getByRole('region', { name: say['ballot.title'] });
  const title = 'A quarter less CO2e';
  await looked_at(eater.page, 'ballot-de-phone');
  await form(maker).getByRole('button', { name: maker.say['ballot.rank'] }).click();
  await form(maker).getByLabel(maker.say['ballot.place'].replace('{option}', maker.say['decide.keep'])).selectOption('1');
  await form(maker).getByLabel(maker.say['ballot.place'].replace('{option}', title)).selectOption('2');
  await looked_at(maker.page, 'ballot-ranked-en-desktop');
  await form(eater).getByLabel(title).check();
  await form(chair).getByLabel(chair.say['decide.keep']).check();
  await Promise.all(all.map((one) => form(one).getByRole('button', { name: one.say['ballot.vote'], exact: true }).click()));
  await Promise.all(all.map((one) => form(one).getByText('✓').waitFor()));
  await form(chair).getByLabel(chair.say['decide.keep']).uncheck();
  await form(chair).getByLabel(title).check();
  // While ballots are secret, a server may keep back the digest: the receipt says when it comes.
  await chair.page.route('**/proposals/P2/ballots', async (route) => {
    const response = await route.fetch();
    const { ballot } = await response.json();
    await route.fulfill({ response, json: { ballot: { ...ballot, record_sha256: null } } });
  });
  await form(chair).getByRole('button', { name: chair.say['ballot.change'] }).click();
  await form(chair).getByText(chair.say['ballot.taken'].replace('{ranking}', title)).waitFor();
  await form(chair).getByText(chair.say['ballot.receipt'], { exact: true }).click();
  await form(chair).getByText(chair.say['ballot.receipt.later'].split('{')[0]).waitFor();
  await looked_at(chair.page, 'ballot-receipt-de-desktop');
  for (const one of all) { assert.deepEqual(one.wrong, []); await one.context.close(); }
  await now.stop();

  // The vote is over: counted in front of everybody, and a week later written into the criteria.
  for (const [days, button, done] of [[6, 'decide.count', 'decide.winner'], [13, 'decide.close', 'decide.decision']]) {
    const later = await serving_later(days, shop);
    const at = opened_at(later.at);
    const seen = await Promise.all(roles.map((role) => as(...role, at)));
    await Promise.all(seen.map(({ page }) => page.goto(`${at}/#/decide?id=P2`)));
    const { page, say } = seen[2];
    const own = form(seen[2]);
    await own.getByText(say['ballot.receipt'], { exact: true }).click();
    const [download] = await Promise.all([page.waitForEvent('download'), own.getByRole('link', { name: say['ballot.receipt.save'] }).click()]);
    const receipt = JSON.parse(readFileSync(await download.path(), 'utf8'));
    const lines = readFileSync(join(shop, 'council.jsonl'), 'utf8').split('\n').slice(0, receipt.n).join('\n');
    assert.equal(createHash('sha256').update(`${lines}\n`).digest('hex'), receipt.record_sha256);
    await page.getByRole('button', { name: say[button] }).click();
    await page.getByText(say[done].split('{')[0]).first().waitFor();
    await Promise.all(seen.map(async ({ page: one, say: words_of }) => {
      await one.reload();
      await one.getByText(words_of['decide.winner'].replace('{option}', title)).waitFor();
      await one.getByText(words_of['decide.why']).click();
    }));
    await looked_at(seen[0].page, `vote-${days}-de-phone`);
    await looked_at(seen[1].page, `vote-${days}-en-desktop`);
    for (const one of seen) { assert.deepEqual(one.wrong, []); await one.context.close(); }
    await later.stop();
  }
  assert.match(readFileSync(join(shop, 'criteria.toml'), 'utf8'), /1872/);
});

for (const [language, size] of [['de', 'phone'], ['en', 'desktop']]) {
  test(`a planner asks what would be if, by keyboard alone, and nothing is saved: ${language}, ${size}`, async () => {
    const { page, context, wrong, say } = await as('paula', language, size);
    const criteria = readFileSync(join(workspace, 'criteria.toml'), 'utf8');
    const { start } = await (await send_to(direct, 'GET', '/overview')).json();
    await page.goto(`${base}/#/plan`);
    const form = page.getByRole('group', { name: say['plan.whatif'] });
    const kind = form.getByLabel(say['whatif.kind']);
    await kind.waitFor();
    const answered = page.getByRole('region', { name: say['whatif.compared'] });
    // From the first field on only keys: the cap on CO2e, much lower.
    await kind.focus();
    assert.equal(await kind.inputValue(), 'cap');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('1500');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await answered.waitFor({ timeout: 120_000 });
    const text = await page.locator('section', { has: form }).innerText();
    assert.ok(text.includes(say['whatif.caps']), text);
    assert.match(text, language === 'de' ? /1,5 t/ : /1\.5 t/);
    assert.ok(text.includes(say['whatif.changes']) && text.includes(say['whatif.because']), text);
    assert.ok(text.includes(say['alternatives.worse']), text);
    await looked_at(page, `whatif-cap-${language}-${size}`);
    // A capacity that is there, and a need.
    await kind.selectOption('limit');
    await answered.waitFor({ state: 'detached' });
    await form.getByLabel(say['whatif.value.limit']).fill('50');
    await page.getByRole('button', { name: say['whatif.try'] }).click();
    await answered.waitFor({ timeout: 120_000 });
    await kind.selectOption('need');
    await form.getByLabel(say['whatif.value.need']).fill('150');
    await page.getByRole('button', { name: say['whatif.try'] }).click();
    await answered.waitFor({ timeout: 120_000 });
    await looked_at(page, `whatif-need-${language}-${size}`);
    assert.equal(readFileSync(join(workspace, 'criteria.toml'), 'utf8'), criteria);
    assert.equal((await (await send_to(direct, 'GET', '/overview')).json()).start, start);
    assert.deepEqual(wrong, []);
    await context.close();
  });
}

test('a forecast is corrected with a reason, counts with the next plan, is seen by all and taken back', async () => {
  const { page, context, wrong, say } = await as('paula', 'de', 'desktop');
  const series = async () => (await send_to(direct, 'GET', '/needs/bread/north')).json();
  // Whatever was brought in and taken back before: a plan of the tables as they stand.
  await page.goto(`${base}/#/data`);
  await page.getByRole('button', { name: say['data.plan.begin'] }).click();
  await page.getByText(say['data.plan.done']).waitFor({ timeout: 120_000 });
  const before_it = await series();
  const { start } = await (await send_to(direct, 'GET', '/overview')).json();
  assert.equal(start, '2026-11-01');
  await page.getByRole('banner').getByText('1. November 2026').waitFor();
  const mean = (of) => of.forecast.slice(0, 7).reduce((sum, f) => sum + f.mean, 0);
  await page.goto(`${base}/#/needs?item=bread&at=north`);
  const part = page.getByRole('region', { name: say['correct.title'] });
  await part.getByText(say['correct.none']).waitFor();
  await part.getByText(say['correct.new']).click();
  const make = part.getByRole('button', { name: say['correct.make'] });
  assert.ok(await make.isDisabled(), 'a reason is wanted');
  await part.getByLabel(say['correct.percent']).fill('200');
  await part.getByLabel(say['correct.reason']).fill('Das Straßenfest, wie jedes Jahr');
  await make.click();
  await part.getByText(say['correct.waits']).waitFor();
  await looked_at(page, 'needs-corrected-de-desktop');
  assert.deepEqual((await series()).forecast, before_it.forecast, 'it counts with the next plan');
  await part.getByRole('button', { name: say['data.plan.begin'] }).click();
  await part.getByText(say['correct.planned']).waitFor({ timeout: 120_000 });
  const corrected = await series();
  assert.ok(Math.abs(mean(corrected) / mean(before_it) - 2) < 1e-6, `${mean(corrected)} is twice ${mean(before_it)}`);
  assert.equal(corrected.overrides[0].reason, 'Das Straßenfest, wie jedes Jahr');
  await looked_at(page, 'needs-corrected-planned-de-desktop');
  const published = await (await send_to(direct, 'GET', '/files/need_overrides.csv')).text();
  assert.ok(published.includes('Das Straßenfest') && !published.includes('paula'), published);
  // Everybody sees it, and who made it only people with an account.
  const other = await open_at(base, 'en', 'phone');
  await other.page.goto(`${base}/#/needs?item=bread&at=north`);
  await other.page.getByText('Das Straßenfest, wie jedes Jahr').waitFor();
  assert.equal(await other.page.getByText('paula').count(), 0);
  assert.equal(await other.page.getByRole('button', { name: words.en['correct.make'] }).count(), 0);
  await looked_at(other.page, 'needs-corrected-en-phone');
  await other.page.getByRole('link', { name: words.en['series.back'] }).click();
  await other.page.getByText(words.en['correct.mark']).first().waitFor({ state: 'attached' });
  assert.deepEqual(other.wrong, []);
  await other.context.close();
  await part.getByRole('button', { name: say['correct.back.of'].split('{')[0] }).click();
  await part.getByText(say['correct.gone']).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), say['correct.new'], 'the keyboard goes on behind the list');
  await part.getByRole('button', { name: say['data.plan.begin'] }).click();
  await part.getByText(say['data.plan.done']).waitFor({ timeout: 120_000 });
  await part.getByText(say['correct.none']).waitFor();
  assert.deepEqual((await series()).forecast, before_it.forecast);
  assert.deepEqual(wrong, []);
  await context.close();
});

test('what was built last can be seen in the dark and on paper', async () => {
  const { page, context } = await as('paula', 'de', 'desktop');
  await page.emulateMedia({ colorScheme: 'dark' });
  for (const [view, name] of [['plan', 'plan-signed-in'], ['needs?item=bread&at=north', 'needs-signed-in']]) {
    await page.goto(`${base}/#/${view}`);
    await page.waitForLoadState('networkidle');
    await looked_at(page, `${name}-dark`);
  }
  await page.emulateMedia({ colorScheme: 'light', media: 'print' });
  await page.goto(`${base}/#/needs?item=bread&at=north`);
  await page.waitForLoadState('networkidle');
  await shoot(page, 'needs-signed-in-print');
  assert.equal(await page.getByRole('button', { name: words.de['correct.make'] }).count(), 0, 'nobody fills in forms on paper');
  await context.close();
});
