// People at work in a real browser, signed in with their roles, from a spreadsheet to a plan.
//
//     VORRAT_BIN=build/release/bin/vorrat node --test tests/browser/work.mjs
//
// Screenshots: build/browser/. Needs web/node_modules (npm ci in web/), Debian's chromium, python3.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { messy } from './fixture/messy.mjs';
import { assert_accessible, assert_fits, begin, end, open_at, program, serving, shoot, shots, words } from './harness.mjs';

const password = 'correct horse battery';
const scratch = join(shots, 'work');
const workspace = join(scratch, 'shop');
let base; // as people open it: a Secure cookie takes https or localhost
let direct;

/** One request as a program would send it. */
const send = (method, path, body, headers = {}) => fetch(`${direct}/api/v1${path}`, {
  method, headers: { ...headers, ...(body ? { 'content-type': 'application/json' } : {}) }, body: body && JSON.stringify(body) });

/** Accounts with these roles: name -> roles. */
async function people(welcome, roles) {
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
  base = at.replace('127.0.0.1', 'localhost');
  await people(welcome, { paula: ['planner'] });
  await begin();
});
after(end);

/** A page of somebody who is signed in. */
async function as(name, language, size) {
  const opened = await open_at(base, language, size);
  const { page } = opened;
  const say = words[language];
  await page.goto(`${base}/#/account`);
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
    const { start } = await (await send('GET', '/overview')).json();
    assert.equal(start, '2026-11-03', 'the plan begins with the day after what was brought in');
    await page.goto(`${base}/#/data`);
    await page.getByRole('button', { name: say['data.undo'] }).click();
    await page.getByText(say['data.undone'].replace('{name}', 'KW 45.xlsx')).waitFor();
    assert.equal(readFileSync(needs, 'utf8'), before_it);
    assert.deepEqual(wrong, []);
    await context.close();
  });
}

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
