// The whole way of somebody who comes new, without a manual: from the link to a password to a result that was checked.
//
//     VORRAT_BIN=build/release/bin/vorrat node --test tests/browser/journey.mjs
//
// Screenshots: build/browser/journey-*.png. Needs web/node_modules (npm ci in web/), Debian's chromium, python3.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { council } from './fixture/council.mjs';
import { messy } from './fixture/messy.mjs';
import { begin, end, open_at, program, serving, shots, words } from './harness.mjs';
import { looked_at, opened_at, password, people, send_to } from './people.mjs';

before(begin);
after(end);

for (const [language, size] of [['de', 'phone'], ['en', 'desktop']]) {
  test(`a stranger imports, sees the need, approves, asks why, tries otherwise, votes and checks: ${language}, ${size}`, async () => {
    const scratch = join(shots, `journey-${language}`);
    const workspace = council(program, scratch);
    execFileSync(program, ['plan', workspace, '-o', join(workspace, 'plan'), '--quiet']);
    const { at: direct, welcome, stop } = await serving(workspace);
    const base = opened_at(direct);
    await people(direct, welcome, {});
    const session = await send_to(direct, 'POST', '/session', { name: 'admin', password });
    const admin = { cookie: session.headers.get('set-cookie').split(';')[0], 'x-csrf-token': (await session.json()).csrf_token };
    const grants = [{ role: 'planner', place: null }, { role: 'member', place: null }];
    const { link } = await (await send_to(direct, 'POST', '/users', { name: 'eater_2', grants }, admin)).json();

    const { page, context, wrong } = await open_at(base, language, size);
    const say = words[language];
    let step = 0;
    const look = (name) => looked_at(page, `journey-${language}-${++step}-${name}`);
    const go = async (view) => {
      await page.getByRole('navigation').getByRole('link', { name: say[`nav.${view}`], exact: true }).click();
      await page.getByRole('heading', { level: 1, name: say[`${view}.title`] }).waitFor();
    };

    // The link that was handed over.
    await page.goto(`${base}/#/welcome/${link}`);
    await page.getByLabel(say['welcome.password']).fill(password);
    await page.getByLabel(say['welcome.again']).fill(password);
    await page.getByRole('button', { name: say['welcome.set'] }).click();
    await page.getByText(say['account.in'].replace('{name}', 'eater_2')).waitFor();
    await look('account');

    // A messy spreadsheet.
    mkdirSync(scratch, { recursive: true });
    await go('data');
    await page.getByLabel(say['data.file'], { exact: true }).setInputFiles(messy(join(scratch, 'KW 45.xlsx')));
    await page.getByRole('heading', { level: 1, name: 'KW 45.xlsx' }).waitFor();
    await look('import');
    const instead = (found) => page.getByLabel(say['import.instead'].replace('{found}', found));
    for (const [found, meant] of [['Kaffe', 'coffee'], ['ca. 4', '4']]) {
      await instead(found).fill(meant);
      await instead(found).press('Enter');
      await instead(found).waitFor({ state: 'detached' });
    }
    await page.getByRole('button', { name: say['import.leave.of'].replace('{found}', 'Summe') }).click();
    // It is one depot's sheet: what that means for the others is said before anything is brought in.
    await page.getByText(say['import.silence'].split('{')[0]).waitFor();
    await look('silence');
    await page.getByRole('button', { name: say['import.apply'].replace('{n}', '5') }).click();
    await page.getByRole('button', { name: say['data.plan.begin'] }).click();
    await page.getByText(say['data.plan.done']).waitFor();
    await look('planned');

    // What will be needed.
    await go('overview');
    await page.getByRole('heading', { name: say['overview.story'] }).waitFor();
    await look('overview');
    await go('needs');
    await page.getByLabel(say['needs.search']).fill('coffee north');
    await page.getByRole('link', { name: /Coffee.*North/ }).first().click();
    await page.locator('.uplot canvas').waitFor();
    const { history } = await (await send_to(direct, 'GET', '/needs/coffee/north')).json();
    assert.ok(JSON.stringify(history).includes('1004'), 'what was imported is in the history');
    await look('need');

    // Today's shipments.
    await go('shipments');
    const { total } = await (await send_to(direct, 'GET', '/shipments')).json();
    await page.getByRole('button', { name: say[total === 1 ? 'approve.do.one' : 'approve.do'].replace('{n}', `${total}`) }).click();
    await page.getByText(say['approve.done'].split('{')[0]).waitFor();
    await look('approved');

    // Why one need stays unmet.
    await go('plan');
    const { unmet } = await (await send_to(direct, 'GET', '/overview')).json();
    assert.ok(unmet.length > 0, 'a thousand coffees cannot all be there');
    await page.getByRole('button', { name: say['why.of'].replace('{item}', unmet[0].item.name) }).click();
    await page.locator('.why').waitFor();
    await look('why');

    // What would be if: more of what is scarce, planned both ways.
    const form = page.getByRole('group', { name: say['plan.whatif'] });
    await form.getByLabel(say['whatif.value.cap'].split('{')[0]).fill('3000');
    await page.getByRole('button', { name: say['whatif.try'] }).click();
    await page.getByRole('region', { name: say['whatif.compared'] }).waitFor();
    await look('otherwise');

    // The vote that runs.
    await go('decide');
    await look('decide');
    await page.getByRole('link', { name: 'A quarter less CO2e' }).click();
    const ballot = page.getByRole('region', { name: say['ballot.title'] });
    await ballot.getByLabel(say['decide.keep']).check();
    await ballot.getByRole('button', { name: say['ballot.vote'], exact: true }).click();
    await ballot.getByText('✓').waitFor();
    await page.getByRole('row', { name: /eater_2/ }).waitFor();
    await look('voted');

    // Whether it is what was published.
    await go('check');
    await page.getByRole('button', { name: say['check.run'] }).click();
    const files = (await (await send_to(direct, 'GET', '/files')).json()).total;
    await page.getByText(say['check.done'].replace('{all}', files)).waitFor();
    await look('checked');
    assert.deepEqual(wrong, []);
    await context.close();
    await stop();
  });
}
