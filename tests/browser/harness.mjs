// A browser, pages in it that collect what must not happen, and programs that serve: what the browser's tests share.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const need = createRequire(join(root, 'web', 'package.json'));
const { chromium } = need('playwright-core');
const axe_source = readFileSync(need.resolve('axe-core/axe.min.js'), 'utf8');
export const shots = join(root, 'build', 'browser');
export const sizes = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };
export const words = Object.fromEntries(['en', 'de'].map((l) => [l, JSON.parse(readFileSync(join(root, 'web/src/i18n', `${l}.json`), 'utf8'))]));
export const program = process.env.VORRAT_BIN ?? join(root, 'build/release/bin/vorrat');

const servers = [];
let browser;

const free_port = () => new Promise((resolve) => {
  const probe = createServer().listen(0, '127.0.0.1', () => {
    const { port } = probe.address();
    probe.close(() => resolve(port));
  });
});

async function ended(server) {
  servers.splice(servers.indexOf(server), 1);
  const code = new Promise((resolve) => server.on('exit', resolve));
  server.kill('SIGTERM');
  assert.equal(await code, 0, 'SIGTERM ends the server with 0');
}

/** A program that serves this and answers: its address, the first link to a password where it printed one, and its end. */
export const serving = (...what) => serving_with({}, ...what);

/** The same some days later, as its clock tells it; by Debian's libfaketime. */
export function serving_later(days, ...what) {
  const lib = readdirSync('/usr/lib').map((folder) => join('/usr/lib', folder, 'faketime/libfaketimeMT.so.1')).find((file) => existsSync(file));
  assert.ok(lib, 'install the package faketime');
  return serving_with({ LD_PRELOAD: lib, FAKETIME: `+${days}d`, FAKETIME_DONT_FAKE_MONOTONIC: '1' }, ...what);
}

async function serving_with(env, ...what) {
  const port = await free_port();
  const server = spawn(program, ['serve', ...what, '--port', String(port)], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...env } });
  servers.push(server);
  let said = '';
  server.stdout.setEncoding('utf8').on('data', (text) => { said += text; });
  const at = `http://127.0.0.1:${port}`;
  for (let i = 0; i < 300; i++) {
    if (server.exitCode !== null) throw new Error(`${program} serve ended with ${server.exitCode}`);
    const reply = await fetch(`${at}/healthz`).catch(() => null);
    if (reply?.ok) return { at, welcome: /(http:\S+#\/welcome\/\S+)\n/.exec(said)?.[1], stop: () => ended(server) };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('the server did not answer within 30 s');
}

export async function begin() {
  mkdirSync(shots, { recursive: true });
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run',
      '--disable-dev-shm-usage'],
  });
}

export async function end() {
  await browser?.close();
  for (const server of [...servers]) await ended(server);
}

/** A fresh page in a language and size that collects what must not happen; `origin` is the only host it may ask. */
export async function open_at(origin, language, size, options = {}) {
  const context = await browser.newContext({ locale: language === 'de' ? 'de-DE' : 'en-GB', viewport: sizes[size], ...options });
  // A machine with much other work is slow, not wrong.
  context.setDefaultTimeout(Number(process.env.VORRAT_PATIENCE ?? 120) * 1000);
  const page = await context.newPage();
  const wrong = [];
  page.on('console', (message) => { if (['error', 'warning'].includes(message.type())) wrong.push(`console: ${message.text()}`); });
  page.on('pageerror', (error) => wrong.push(`error: ${error.message}`));
  page.on('request', (request) => { if (new URL(request.url()).origin !== origin && !request.url().startsWith('data:')) wrong.push(`request to ${request.url()}`); });
  page.on('response', (reply) => { if (reply.status() >= 400) wrong.push(`${reply.status()} ${reply.url()}`); });
  return { page, context, wrong };
}

/** The page as it looks, at most 4000 px of it: a longer picture is more than a browser can draw. */
export async function shoot(page, name) {
  const width = page.viewportSize().width;
  const tall = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true, clip: { x: 0, y: 0, width, height: Math.min(4000, tall) } });
}

export async function assert_accessible(page, where) {
  await page.evaluate(axe_source);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  const told = violations.map((v) => `${v.id}: ${v.help}\n  ${v.nodes.slice(0, 4).map((n) => `${n.html.slice(0, 160)}\n    ${n.failureSummary}`).join('\n  ')}`);
  assert.deepEqual(told, [], `axe at ${where}`);
}

export async function assert_fits(page, where) {
  const { wide, seen } = await page.evaluate(() => ({ wide: document.documentElement.scrollWidth, seen: document.documentElement.clientWidth }));
  assert.ok(wide <= seen, `${where}: the page is ${wide} px wide in a window of ${seen}`);
}
