// People who decide, in a real browser: proposing, discussing, amending, sharing a budget; accounts and tokens.
//
//     VORRAT_BIN=build/release/bin/vorrat node --test tests/browser/decide.mjs
//
// Screenshots: build/browser/. Needs web/node_modules (npm ci in web/), Debian's chromium, faketime.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { as, looked_at, opened_at, password, people, send_to } from './people.mjs';
import { begin, end, open_at, program, serving, serving_later, shots, words } from './harness.mjs';

const scratch = join(shots, 'decide');
const workspace = join(scratch, 'shop');
const members = { ada: ['member'], bela: ['member'], cem: ['member', 'delegate'], clara: ['council'], paula: ['planner'] };
let now;
let base;

before(async () => {
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(scratch, { recursive: true });
  const vorrat = (...what) => execFileSync(program, what, { encoding: 'utf8' });
  vorrat('new', workspace, '--example', 'shop', '--quiet');
  vorrat('council', 'found', workspace, '--council', 'village', '--name', 'The village', '--phases', '2,2,2,2,2');
  for (const person of ['ada', 'bela', 'cem', 'clara']) vorrat('council', 'join', workspace, '--council', 'village', '--person', person);
  vorrat('plan', workspace, '-o', join(workspace, 'plan'), '--quiet');
  now = await serving(workspace);
  base = opened_at(now.at);
  await people(now.at, now.welcome, members);
  await begin();
});
after(end);

/** Some days later, as these people see it. */
async function later(days, ...who) {
  const server = await serving_later(days, workspace);
  const at = opened_at(server.at);
  return { server, at, all: await Promise.all(who.map(([name, language, size]) => as(at, name, language, size))) };
}
const done = async (all) => { for (const one of all) { assert.deepEqual(one.wrong, []); await one.context.close(); } };

test('who has a vote makes a proposal, sees before what it would bring, and after it stands for all', async () => {
  const { page, context, wrong, say } = await as(base, 'ada', 'de', 'phone');
  await page.goto(`${base}/#/decide`);
  await page.getByText(say['decide.norunning']).waitFor();
  await looked_at(page, 'decide-empty-de-phone');
  await page.getByRole('link', { name: say['propose.title'] }).click();
  await page.getByRole('heading', { level: 1, name: say['propose.title'] }).waitFor();
  const put = page.getByRole('button', { name: say['propose.put'] });
  assert.ok(await put.isDisabled());
  await page.getByLabel(say['propose.name']).fill('Weniger CO₂e, und mehr Brot');
  await page.getByLabel(say['propose.reason'], { exact: true }).fill('Der Sommer war eine Warnung.');
  // Bytes are counted, not letters.
  await page.getByLabel(say['propose.name']).fill('ü'.repeat(101));
  await page.getByText(say['text.too_long'].replace('{over}', '2').replace('{most}', '200')).waitFor();
  await page.getByLabel(say['propose.name']).fill('Weniger CO₂e, und mehr Brot');
  // A cap by its number, then a need that is seen otherwise.
  await page.getByLabel(say['change.value.cap'].split('{')[0]).fill('2200');
  await page.getByRole('button', { name: say['change.add'] }).click();
  await page.getByRole('combobox', { name: say['change.kind'], exact: true }).selectOption('need');
  await page.getByLabel(say['whatif.which']).selectOption('bread');
  await page.getByLabel(say['change.value.need']).fill('110');
  await page.getByLabel(say['change.value.need']).press('Enter');
  await page.getByText(/Bread, loaf of 1 kg: 110\s%/).first().waitFor();
  assert.ok(await put.isDisabled(), 'first it is shown what it would bring');
  await looked_at(page, 'propose-de-phone');
  // What takes the place of something is at most as much, and never the thing itself.
  const instead = page.getByLabel(say['change.instead']);
  assert.equal(await instead.locator('option[value=bread]').count(), 0);
  const other = await instead.locator('option').nth(1).getAttribute('value');
  await instead.selectOption(other);
  assert.equal(await page.getByLabel(say['change.value.need']).inputValue(), '100');
  await page.getByLabel(say['whatif.which']).selectOption(other);
  assert.equal(await instead.inputValue(), '');
  await page.getByLabel(say['whatif.which']).selectOption('bread');
  // A trial whose changes were changed while it ran shows nothing; with the same changes again it counts.
  let go;
  const held = new Promise((resolve) => { go = resolve; });
  await page.route('**/api/v1/jobs/*/events', async (route) => { await held; await route.continue(); });
  await page.getByRole('button', { name: say['propose.try'] }).click();
  await page.getByRole('progressbar').waitFor();
  await page.getByRole('button', { name: say['change.out.of'].split('{')[0] }).last().click();
  go();
  await page.getByRole('progressbar').waitFor({ state: 'detached' });
  assert.equal(await page.getByRole('region', { name: say['whatif.compared'] }).count(), 0);
  assert.ok(await put.isDisabled(), 'these changes were not tried');
  await page.unroute('**/api/v1/jobs/*/events');
  await page.getByLabel(say['change.value.need']).fill('110');
  await page.getByLabel(say['change.value.need']).press('Enter');
  await page.getByRole('region', { name: say['whatif.compared'] }).waitFor({ timeout: 120_000 });
  assert.equal((await (await send_to(now.at, 'GET', '/proposals')).json()).total, 0, 'trying proposes nothing');
  await looked_at(page, 'propose-tried-de-phone');
  // Without an answer it is not worked out, and loading the page again does not begin it.
  await page.route('**/proposals/P1/alternatives', (route) => route.abort());
  await put.click();
  await page.getByRole('heading', { level: 1, name: 'Weniger CO₂e, und mehr Brot' }).waitFor();
  await page.getByRole('alert').getByText(say['problem.unreachable']).waitFor();
  assert.ok(wrong.splice(0).every((one) => one.includes('ERR_FAILED')));
  await page.unroute('**/proposals/P1/alternatives');
  await page.reload();
  const weigh = page.getByRole('button', { name: say['weigh.do'] });
  await weigh.waitFor();
  await page.waitForLoadState('networkidle');
  const { rows: jobs } = await page.evaluate(() => fetch('/api/v1/jobs').then((reply) => reply.json()));
  assert.ok(jobs.length > 0 && jobs.every((job) => job.kind !== 'alternatives'));
  // One's own work that runs is shown to whoever loads the page again.
  await page.route('**/api/v1/jobs?limit=200', (route) => route.fulfill({ json: { total: 1, rows: [{ ...jobs[0], kind: 'alternatives', settings: { proposal: 'P1', language: 'de' }, state: 'running', share: 0.4, ended: null }] } }));
  await page.route('**/api/v1/jobs/*/events', () => {});
  await page.reload();
  await page.getByRole('progressbar').waitFor();
  assert.ok(await weigh.isDisabled());
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await page.reload();
  await weigh.click();
  // What it would bring is worked out, in the language of who proposed.
  await page.getByText('CO2e: ', { exact: false }).first().waitFor({ timeout: 120_000 });
  assert.equal(new URL(page.url()).hash, '#/decide?id=P1', 'loading this address again begins nothing');
  await looked_at(page, 'proposed-de-phone');
  const [proposal] = (await (await send_to(now.at, 'GET', '/proposals')).json()).rows;
  assert.equal(proposal.by, 'ada');
  const { options } = await (await send_to(now.at, 'GET', '/proposals/P1')).json();
  assert.deepEqual(options[0].changes.criteria, { 'caps.co2e_kg.total': '2200' });
  assert.equal(options[0].changes.needs[0].reason, 'Der Sommer war eine Warnung.');
  assert.ok(options[0].alternative.feasible);
  assert.deepEqual(wrong, []);
  await context.close();
});

test('a proposal is put by the keyboard alone', async () => {
  const { page, context, wrong, say } = await as(base, 'cem', 'en', 'desktop');
  await page.goto(`${base}/#/decide?new=proposal`);
  const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');
  const tab_to = async (text) => {
    for (let k = 0; k < 30 && (await focused()).trim() !== text; k++) await page.keyboard.press('Tab');
    assert.equal((await focused()).trim(), text);
  };
  await page.getByLabel(say['propose.name']).focus();
  await page.keyboard.type('Nobody far behind');
  await page.keyboard.press('Tab');
  await page.keyboard.type('Three depots, one village.');
  await page.keyboard.press('Tab');
  await page.keyboard.type('how even');
  await page.keyboard.press('Tab');
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('95');
  await page.keyboard.press('Enter');
  await page.getByText(say['change.fairness'].replace('{then}', '95%')).first().waitFor();
  await tab_to(say['propose.try']);
  await page.keyboard.press('Enter');
  await page.getByRole('region', { name: say['whatif.compared'] }).waitFor();
  await tab_to(say['propose.put']);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Nobody far behind' }).waitFor();
  await page.getByText(say['decide.notplanned']).waitFor({ state: 'detached' });
  const { options } = await (await send_to(now.at, 'GET', '/proposals/P2')).json();
  assert.deepEqual(options[0].changes.criteria, { 'fairness.minimum_ratio': '0.95' });
  assert.deepEqual(wrong, []);
  await context.close();
});

test('others stand behind it and discuss; who has no vote reads, and is told why nothing more', async () => {
  const bela = await as(base, 'bela', 'en', 'desktop');
  await bela.page.goto(`${base}/#/decide?id=P1`);
  const talk = bela.page.getByRole('region', { name: bela.say['decide.said'] });
  await talk.getByLabel(bela.say['say.text.discussion']).fill('Half a thought');
  await talk.getByRole('button', { name: bela.say['say.support'] }).click();
  await talk.getByText(bela.say['say.supported']).waitFor();
  assert.equal(await talk.getByRole('button', { name: bela.say['say.support'] }).count(), 0);
  assert.equal(await talk.getByLabel(bela.say['say.text.discussion']).inputValue(), 'Half a thought');
  await talk.getByLabel(bela.say['say.text.discussion']).fill('Which goods would be missing, and where?\nI ask for the north.');
  await talk.getByRole('button', { name: bela.say['say.do'] }).click();
  await talk.getByText(bela.say['say.done']).waitFor();
  await talk.getByText('Which goods would be missing, and where?').waitFor();
  await looked_at(bela.page, 'discussed-en-desktop');
  const clara = await as(base, 'clara', 'de', 'desktop');
  await clara.page.goto(`${base}/#/decide?id=P1`);
  await clara.page.getByText(clara.say['move.title']).click();
  const day = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10);
  await clara.page.getByLabel(clara.say['move.phase']).selectOption('discuss');
  await clara.page.getByLabel(clara.say['move.to']).fill(day);
  await clara.page.getByLabel(clara.say['move.reason']).fill('Ernte');
  await clara.page.getByRole('button', { name: clara.say['move.do'] }).click();
  await clara.page.getByText('clara: Ernte').waitFor();
  assert.equal((await (await send_to(now.at, 'GET', '/proposals/P1')).json()).deadlines.discuss, day);
  await looked_at(clara.page, 'moved-de-desktop');
  const paula = await as(base, 'paula', 'en', 'phone');
  await paula.page.goto(`${base}/#/decide`);
  await paula.page.getByText(paula.say['propose.novote'].replace('{name}', 'paula')).waitFor();
  assert.equal(await paula.page.getByRole('link', { name: paula.say['propose.title'] }).count(), 0);
  await paula.page.goto(`${base}/#/decide?id=P1`);
  await paula.page.getByText(paula.say['say.novote'].replace('{name}', 'paula')).waitFor();
  assert.equal(await paula.page.getByRole('button', { name: paula.say['say.do'] }).count(), 0);
  await looked_at(paula.page, 'discussion-read-en-phone');
  const stranger = await open_at(base, 'de', 'phone');
  await stranger.page.goto(`${base}/#/decide?id=P1`);
  await stranger.page.getByText('Which goods would be missing, and where?').waitFor();
  await stranger.page.getByText(words.de['say.signin']).waitFor();
  await done([bela, clara, paula, stranger]);
});

test('a budget is opened and gets projects', async () => {
  const { page, context, wrong, say } = await as(base, 'cem', 'en', 'desktop');
  await page.goto(`${base}/#/decide`);
  await page.getByRole('link', { name: say['budget.new'] }).click();
  await page.getByLabel(say['propose.name']).fill('Hours of autumn');
  await page.getByLabel(say['propose.reason']).fill('What we have between harvest and winter.');
  await page.getByLabel(say['budget.amount']).fill('100');
  await looked_at(page, 'budget-new-en-desktop');
  await page.getByRole('button', { name: say['budget.open'] }).click();
  await page.getByRole('heading', { level: 1, name: 'Hours of autumn' }).waitFor();
  const form = page.getByRole('form', { name: say['budget.project.new'] });
  for (const [title, why, cost] of [['A well', 'Water for the lower gardens.', '60'], ['A bench', 'To sit on.', '50']]) {
    await form.getByLabel(say['propose.name']).fill(title);
    await form.getByLabel(say['budget.project.reason']).fill(why);
    await form.getByLabel(say['budget.project.cost'].split('{')[0]).fill(cost);
    await form.getByRole('button', { name: say['budget.project.add'] }).click();
    await page.getByText(why).waitFor();
  }
  await looked_at(page, 'budget-projects-en-desktop');
  await page.goto(`${base}/#/decide`);
  await page.getByRole('link', { name: 'Hours of autumn' }).waitFor();
  assert.deepEqual(wrong, []);
  await context.close();
  await now.stop();
});

test('days later an amendment stands beside the proposal, and the budget is voted on', async () => {
  const { server, at, all: [cem, ada, bela] } = await later(5, ['cem', 'de', 'desktop'], ['ada', 'de', 'phone'], ['bela', 'en', 'desktop']);
  await Promise.all([ada, bela].map(async ({ page, say }, k) => {
    await page.goto(`${at}/#/decide?budget=B1`);
    const form = page.getByRole('region', { name: say['ballot.title'] });
    const vote = form.getByRole('button', { name: say['ballot.vote'], exact: true });
    await form.getByLabel('A well').check();
    if (k === 1) await form.getByLabel('A bench').check();
    assert.ok(await vote.isDisabled(), 'a ballot that cannot be changed is not handed in by mistake');
    await form.getByLabel(say['budget.once']).check();
    if (k === 0) await looked_at(page, 'budget-ballot-de-phone');
    await vote.click();
    await form.getByText(say['budget.mine'].split('{')[0]).waitFor();
    await page.getByText(say['decide.closed']).waitFor();
  }));
  await server.stop();
  await done([cem, ada, bela]);

  const then = await later(7, ['cem', 'de', 'desktop'], ['clara', 'de', 'phone']);
  const [writer, chair] = then.all;
  await writer.page.goto(`${then.at}/#/decide?id=P1`);
  await writer.page.getByText(writer.say['amend.title']).click();
  await writer.page.getByLabel(writer.say['propose.reason'], { exact: true }).fill('Ein Zehntel spürt man an jedem Tisch.');
  // It begins with the proposal's own changes: the cap is set again, the need stays.
  await writer.page.getByLabel(writer.say['change.value.cap'].split('{')[0]).fill('2400');
  await writer.page.getByRole('button', { name: writer.say['change.add'] }).click();
  await writer.page.getByRole('button', { name: writer.say['propose.try'] }).click();
  await writer.page.getByRole('region', { name: writer.say['whatif.compared'] }).waitFor({ timeout: 120_000 });
  await looked_at(writer.page, 'amend-de-desktop');
  await writer.page.getByRole('button', { name: writer.say['propose.put.amendment'] }).click();
  await writer.page.getByRole('heading', { level: 3, name: writer.say['decide.amendment'].replace('{id}', 'P1.A1') }).waitFor();
  await writer.page.getByText(writer.say['decide.notplanned']).first().waitFor({ state: 'detached', timeout: 120_000 });
  const { options } = await (await send_to(then.server.at, 'GET', '/proposals/P1')).json();
  assert.deepEqual(options[1].changes.criteria, { 'caps.co2e_kg.total': '2400' });
  assert.equal(options[1].changes.needs.length, 1);
  assert.ok(options.every((o) => o.alternative !== null));
  await looked_at(writer.page, 'amended-de-desktop');
  // The budget's vote is over.
  await chair.page.goto(`${then.at}/#/decide?budget=B1`);
  await chair.page.getByRole('button', { name: chair.say['budget.count'] }).click();
  await chair.page.getByText(/^Angenommen: A well/).waitFor();
  await chair.page.getByText('Ausgewählt: A well').waitFor();
  await looked_at(chair.page, 'budget-shared-de-phone');
  await done(then.all);
  await then.server.stop();
});

test('in the last phase an objection and the reasons of a minority are heard', async () => {
  const { server, at, all: [bela] } = await later(11, ['bela', 'de', 'phone']);
  await bela.page.goto(`${at}/#/decide?id=P1`);
  const talk = bela.page.getByRole('region', { name: bela.say['decide.said'] });
  for (const [voice, text] of [['objection', 'Das Brot fehlt dann im Norden.'], ['minority', 'Wir hätten lieber gewartet.']]) {
    await talk.getByRole('combobox', { name: bela.say['say.as'], exact: true }).selectOption(voice);
    await talk.getByLabel(bela.say[`say.text.${voice}`]).fill(text);
    await talk.getByRole('button', { name: bela.say['say.do'] }).click();
    await talk.getByText(text).waitFor();
  }
  assert.equal(await talk.getByRole('combobox', { name: bela.say['say.as'], exact: true }).locator('option[value=objection]').count(), 0, 'one objects once');
  await looked_at(bela.page, 'minority-de-phone');
  await done([bela]);
  await server.stop();
});

test('an admin invites, gives roles at a place, hands over a link, ends sessions and shuts out', async () => {
  const server = await serving(workspace);
  const at = opened_at(server.at);
  const boss = await as(at, 'admin', 'de', 'desktop');
  const { page, say } = boss;
  await page.goto(`${at}/#/account`);
  await page.getByRole('link', { name: say['people.title'] }).click();
  await page.getByRole('heading', { level: 1, name: say['people.title'] }).waitFor();
  await page.getByText(say['people.new']).click();
  await page.getByLabel(say['people.name'], { exact: true }).fill('nora');
  await page.getByRole('combobox', { name: say['grants.role'], exact: true }).selectOption('planner');
  await page.getByRole('combobox', { name: say['grants.place'], exact: true }).selectOption({ label: 'Depot North' });
  await looked_at(page, 'people-invite-de-desktop');
  await page.getByRole('button', { name: say['people.invite'], exact: true }).click();
  const handed = page.getByRole('region', { name: say['people.link.title'].replace('{name}', 'nora') });
  const address = await handed.locator('.mono').innerText();
  assert.match(address, /#\/welcome\/\S+$/);
  await looked_at(page, 'people-de-desktop');

  // Nora sets her password and sees what her place allows, and nothing that would be refused.
  const nora = await open_at(at, 'en', 'phone');
  await nora.page.goto(address);
  await nora.page.getByLabel(words.en['welcome.password']).fill(password);
  await nora.page.getByLabel(words.en['welcome.again']).fill(password);
  await nora.page.getByRole('button', { name: words.en['welcome.set'] }).click();
  await nora.page.getByText(words.en['account.in'].replace('{name}', 'nora')).waitFor();
  await looked_at(nora.page, 'account-en-phone');
  assert.equal(await nora.page.getByRole('link', { name: words.en['people.title'] }).count(), 0);
  await nora.page.goto(`${at}/#/data`);
  await nora.page.getByText(words.en['data.somewhere']).waitFor();
  await nora.page.goto(`${at}/#/plan`);
  await nora.page.getByText(words.en['whatif.somewhere']).waitFor();
  await nora.page.goto(`${at}/#/needs?item=bread&at=north`);
  await nora.page.getByText(words.en['correct.new']).waitFor();
  await nora.page.goto(`${at}/#/needs?item=bread&at=south`);
  await nora.page.getByText(words.en['correct.none']).waitFor();
  assert.equal(await nora.page.getByText(words.en['correct.new']).count(), 0, 'she plans for the north');
  await nora.page.goto(`${at}/#/people`);
  await nora.page.getByText(words.en['people.norole']).waitFor();

  await page.goto(`${at}/#/account`);
  await page.goto(`${at}/#/people`);
  const own = page.getByRole('listitem').filter({ hasText: say['people.you'] });
  await own.getByRole('button', { name: say['people.edit.of'].replace('{name}', 'admin') }).click();
  await own.getByText(say['people.self']).waitFor();
  assert.equal(await own.getByRole('button', { name: say['people.end'] }).count(), 0, 'one ends one\'s own sessions in one\'s own account');
  const row = page.getByRole('listitem').filter({ hasText: 'nora' });
  await row.getByText(say['people.sessions'].split(' (')[0]).waitFor();
  await row.getByRole('button', { name: say['people.edit.of'].replace('{name}', 'nora') }).click();
  await looked_at(page, 'people-edit-de-desktop');
  await page.setViewportSize({ width: 390, height: 844 });
  await looked_at(page, 'people-edit-de-phone');
  await row.getByRole('button', { name: say['people.end'] }).click();
  await row.getByText(say['people.ended']).waitFor();
  await row.getByRole('combobox', { name: say['grants.role'], exact: true }).selectOption('member');
  await row.getByRole('button', { name: say['people.save'] }).click();
  await row.getByText(say['people.changed']).waitFor();
  await row.getByRole('button', { name: say['people.disable'] }).click();
  await row.getByText(say['people.disabled.done']).waitFor();
  assert.equal((await send_to(server.at, 'POST', '/session', { name: 'nora', password })).status, 401);
  await row.getByRole('button', { name: say['people.enable'] }).click();
  await row.getByText(say['people.enabled.done']).waitFor();
  const cookie = { cookie: (await boss.context.cookies(at)).map((c) => `${c.name}=${c.value}`).join('; ') };
  const { rows } = await (await send_to(server.at, 'GET', '/audit?limit=40', undefined, cookie)).json();
  for (const deed of ['POST /api/v1/users', 'DELETE /api/v1/users/nora/sessions', 'PATCH /api/v1/users/nora']) assert.ok(rows.some((r) => `${r.method} ${r.path}` === deed && r.who === 'admin'), deed);
  assert.deepEqual(boss.wrong, []);
  assert.deepEqual(nora.wrong, []);
  await boss.context.close(); await nora.context.close();
  await server.stop();
});

test('everybody changes their password, ends their sessions, makes a token that is shown once and revokes it', async () => {
  const server = await serving(workspace);
  const at = opened_at(server.at);
  const elsewhere = await as(at, 'bela', 'en', 'desktop');
  const third = await as(at, 'bela', 'en', 'desktop');
  const { page, context, wrong, say } = await as(at, 'bela', 'de', 'phone');
  await page.getByText(say['own.session.this']).waitFor();
  const ends = page.getByRole('button', { name: say['own.session.end.of'].split(' {')[0] });
  const others = await ends.count();
  assert.ok(others >= 2, `${others}`);
  await ends.first().click();
  await page.getByText(say['own.session.ended']).waitFor();
  assert.equal(await ends.count(), others - 1);
  await page.getByText(say['own.token.new']).click();
  await page.getByLabel(say['own.token.label']).fill('Bestellungen aus dem Laden');
  await page.getByLabel(say['right.speak']).check();
  assert.equal(await page.getByLabel(say['right.plan']).count(), 0, 'nobody gives a token more than they may');
  await page.getByRole('button', { name: say['own.token.make'] }).click();
  const token = await page.locator('.secret .mono').innerText();
  assert.match(token, /^vorrat_\S{20,}$/);
  await looked_at(page, 'account-token-de-phone');
  const by_token = { authorization: `Bearer ${token}` };
  assert.equal((await (await send_to(server.at, 'GET', '/me', undefined, by_token)).json()).name, 'bela');
  await page.getByRole('button', { name: say['own.token.kept'] }).click();
  assert.equal(await page.getByText(token).count(), 0);
  await page.reload();
  assert.equal(await page.getByText(token).count(), 0, 'it was shown once');
  await page.getByRole('button', { name: say['own.token.revoke.of'].split('{')[0] }).click();
  await page.getByText(say['own.token.revoked']).waitFor();
  assert.equal((await (await send_to(server.at, 'GET', '/me', undefined, by_token)).json()).name, null);
  const next = 'another horse battery';
  assert.deepEqual(wrong.splice(0), []);
  await page.getByLabel(say['own.password.former']).fill('what was it');
  await page.getByLabel(say['welcome.password']).fill(next);
  await page.getByLabel(say['welcome.again']).fill(next);
  await page.getByRole('button', { name: say['own.password.change'] }).click();
  await page.getByRole('alert').getByText(say['problem.password']).waitFor();
  assert.ok(wrong.splice(0).every((one) => one.includes('422')));
  await page.getByLabel(say['own.password.former']).fill(password);
  await page.getByLabel(say['welcome.password']).fill(next);
  await page.getByLabel(say['welcome.again']).fill(next);
  await page.getByRole('button', { name: say['own.password.change'] }).click();
  await page.getByText(say['own.password.changed']).waitFor();
  await looked_at(page, 'account-password-de-phone');
  await elsewhere.page.reload();
  await elsewhere.page.getByLabel(elsewhere.say['account.name'], { exact: true }).waitFor();
  assert.equal((await send_to(server.at, 'POST', '/session', { name: 'bela', password: next })).status, 200);
  assert.deepEqual(wrong, []);
  await context.close(); await elsewhere.context.close(); await third.context.close();
  await server.stop();
});

test('what was built for those who decide can be seen in the dark', async () => {
  const server = await serving(workspace);
  const at = opened_at(server.at);
  const { page, context } = await as(at, 'ada', 'de', 'desktop');
  await page.emulateMedia({ colorScheme: 'dark' });
  for (const [view, name] of [['decide', 'decide'], ['decide?new=proposal', 'propose'], ['decide?id=P1', 'proposal'], ['decide?budget=B1', 'budget'], ['account', 'account']]) {
    await page.goto(`${at}/#/${view}`);
    await page.waitForLoadState('networkidle');
    await looked_at(page, `${name}-signed-in-dark`);
  }
  await context.close();
  await server.stop();
  assert.ok(readFileSync(join(workspace, 'council.jsonl'), 'utf8').includes('"kind":"share"'));
});
