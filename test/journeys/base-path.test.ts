// A gateway below a path of another application's origin: every address that it gives a browser is below it.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { keep, withChromium } from '../support/chromium.ts';
import { openDashboard, workbookLoaded } from '../support/dashboard.ts';
import { startDemo } from '../support/demo.ts';
import { setStage } from '../support/journey.ts';
import { signOut } from '../support/sign-out.ts';
import { createVisitor, type Answer } from '../support/visitor.ts';

const basePath = '/analytics';
const stage = setStage({ basePath });

/** Every address in a page or a redirect that a browser would look up at our own origin. */
function ownAddresses({ headers, text }: Answer): string[] {
  const inPage = [...text.matchAll(/ (?:href|src|action|data-gateway)="(\/[^"]*)"/g)].map(([, path = '']) => path);
  return [...inPage, ...[headers.get('location') ?? ''].filter((place) => place.startsWith('/'))];
}

it('pages, links, forms, scripts and redirects are below the base path, signed in or not [WB-08]', async () => {
  await using demo = await startDemo({ basePath });
  const visitor = createVisitor(demo.origin, basePath);
  const seen = new Set<string>();
  const look = async (path: string): Promise<Answer> => {
    const answer = await visitor.get(path);
    assert.notEqual(answer.status, 404, path);
    for (const address of ownAddresses(answer)) {
      assert.match(address, /^\/analytics(\/|$)/, path);
      seen.add(address.replace(/\?.*/, ''));
    }
    return answer;
  };
  const pages = [
    '',
    '/',
    '/login',
    '/login?reason=idle_limit',
    '/login.html',
    '/dashboard',
    '/dashboard/default',
    '/signed-in',
    '/logout',
  ];
  const failing = ['/auth/databricks/callback?state=x', '/auth/databricks/callback'];
  for (const path of [...pages, ...failing]) await look(basePath + path);
  const back = await visitor.signIn('ana@example.com');
  assert.equal(back.location, `${demo.origin}${basePath}/dashboard`);
  for (const path of pages) await look(basePath + path);
  for (const asset of seen) if (asset.includes('/assets/')) assert.equal((await visitor.get(asset)).status, 200);
  assert.ok([...seen].filter((asset) => asset.includes('/assets/')).length === 2);
  assert.equal((await visitor.mint()).status, 200);
  assert.equal((await signOut(visitor)).location, `${demo.origin}${basePath}/logout`);
  assert.equal((await visitor.mint()).status, 401);
});

it('a proxy that takes the base path off sends a browser to the same places', async () => {
  await using demo = await startDemo({ basePath });
  const visitor = createVisitor(demo.origin, basePath);
  assert.equal(
    (await visitor.get('/dashboard?x=1')).headers.get('location'),
    '/analytics/login?reason=not_signed_in&return_to=%2Fanalytics%2Fdashboard%3Fx%3D1',
  );
  assert.equal((await visitor.get('/health')).status, 200);
  await visitor.signIn('ana@example.com');
  assert.equal((await visitor.get('/dashboard')).status, 200);
  for (const path of ['/analyticsx/login', '/analytics/analytics/login', '/ANALYTICS/login', '/analytics//login']) {
    assert.equal((await visitor.get(path)).status, 404, path);
  }
});

it('a person signs in, reloads and signs out below the base path', withChromium, () =>
  stage.visit(async ({ context, page }) => {
    const { origin } = stage.demo;
    await openDashboard(page, `${origin}${basePath}`, 'ana@example.com');
    assert.equal(page.url(), `${origin}${basePath}/dashboard`);
    await page.reload();
    await workbookLoaded(page);
    await keep(page, 'base-path');
    const cookie = (await context.cookies(origin)).find(({ name }) => !name.includes('login'));
    assert.equal(cookie?.name, `__Host-sigma-embed-${new URL(origin).port}~analytics~`);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('You are signed out').waitFor();
    assert.equal(page.url(), `${origin}${basePath}/logout`);
    await page.getByRole('link', { name: 'Sign in again' }).click();
    await page.getByRole('link', { name: 'Login with Databricks' }).waitFor();
  }),
);
