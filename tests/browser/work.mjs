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
import { assert_accessible, assert_fits, begin, end, open_at, program, serving, serving_later, shoot, shots, words } from './harness.mjs';

const password = 'correct horse battery';
const scratch = join(shots, 'work');
const workspace = join(scratch, 'shop');
let base;
let direct;

/** One request as a program would send it. */
const send_to = (at, method, path, body, headers = {}) => fetch(`${at}/api/v1${path}`, {
  method, headers: { ...headers, ...(body ? { 'content-type': 'application/json' } : {}) }, body: body && JSON.stringify(body) });

/** As people open it: a Secure cookie takes https or localhost. */
const opened_at = (at) => at.replace('127.0.0.1', 'localhost');

/** Accounts with these roles: name -> roles. */
async function people(at, welcome, roles) {
  const send = (...what) => send_to(at, ...what);
  const link = welcome.split('/').pop();
  assert.equal((await send('POST', '/links', { link, password })).status, 200);
  const session = await send('POST', '/session', { name: 'admin', password });
  const admin = { cookie: session.headers.get('set-cookie').split(';')[0], 'x-csrf-token': (await session.json()).csrf_token };
  for (const [name, of] of Object.entries(roles)) {
    const made = await send('POST', '/users', { name, grants: of.map((role) => ({ role, place: null })) }, admin);
    assert.equal(made.status, 201);
    assert.equal((await send('POST', '/links', { link: (await made.json()).link, password })).status, 200);
  }
}

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
async function as(name, language, size, at = base) {
  const opened = await open_at(at, language, size);
  const { page } = opened;
  const say = words[language];
  await page.goto(`${at}/#/account`);
  await page.getByLabel(say['account.name']).fill(name);
  await page.getByLabel(say['account.password']).fill(password);
  await page.locator('form').getByRole('button', { name: say['account.enter'] }).click();
  await page.getByText(say['account.in'].replace('{name}', name)).waitFor();
  return { ...opened, say };
}

async function looked_at(page, name) {
  await shoot(page, name);
  await assert_fits(page, name);
  await assert_accessible(page, name);
}

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
  await form(chair).getByRole('button', { name: chair.say['ballot.change'] }).click();
  await form(chair).getByText(chair.say['ballot.taken'].replace('{ranking}', title)).waitFor();
  await form(chair).getByText(chair.say['ballot.receipt'], { exact: true }).click();
  const [download] = await Promise.all([chair.page.waitForEvent('download'), form(chair).getByRole('link', { name: chair.say['ballot.receipt.save'] }).click()]);
  const receipt = JSON.parse(readFileSync(await download.path(), 'utf8'));
  const lines = readFileSync(join(shop, 'council.jsonl'), 'utf8').split('\n').slice(0, receipt.n).join('\n');
  assert.equal(createHash('sha256').update(`${lines}\n`).digest('hex'), receipt.record_sha256);
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
