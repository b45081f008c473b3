// People with accounts and roles, signed in in a browser: what the tests of signed-in pages share.
import assert from 'node:assert/strict';
import { assert_accessible, assert_fits, open_at, shoot, words } from './harness.mjs';

export const password = 'correct horse battery';

/** One request as a program would send it. */
export const send_to = (at, method, path, body, headers = {}) => fetch(`${at}/api/v1${path}`, {
  method, headers: { ...headers, ...(body ? { 'content-type': 'application/json' } : {}) }, body: body && JSON.stringify(body) });

/** As people open it: a Secure cookie takes https or localhost. */
export const opened_at = (at) => at.replace('127.0.0.1', 'localhost');

/** Accounts with these roles: name -> roles. */
export async function people(at, welcome, roles) {
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

/** A page of somebody who is signed in. */
export async function as(at, name, language, size, secret = password) {
  const opened = await open_at(at, language, size);
  const { page } = opened;
  const say = words[language];
  await page.goto(`${at}/#/account`);
  await page.getByLabel(say['account.name'], { exact: true }).fill(name);
  await page.getByLabel(say['account.password'], { exact: true }).fill(secret);
  await page.locator('form').getByRole('button', { name: say['account.enter'] }).click();
  await page.getByText(say['account.in'].replace('{name}', name)).waitFor();
  return { ...opened, say };
}

export async function looked_at(page, name) {
  await shoot(page, name);
  await assert_fits(page, name);
  await assert_accessible(page, name);
}
