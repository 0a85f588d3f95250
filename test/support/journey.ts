// The stage of a journey file: one demo and one browser for all its stories, a fresh profile for each.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { launch, person, withChromium, type Watched } from './chromium.ts';
import { startDemo, type Demo, type DemoOptions } from './demo.ts';

export interface Stage {
  readonly demo: Demo;
  readonly browser: Browser;
  /** Runs a story in a profile of its own, which then ends. Fails when the console complained about anything else than `expected`. */
  visit(story: (watched: Watched) => Promise<void>, options?: VisitOptions): Promise<void>;
}

export interface VisitOptions extends BrowserContextOptions {
  /** Console errors that belong to the story. */
  readonly expected?: RegExp;
}

/** Registers the hooks that start and stop everything; call it once, at the top of a test file. */
export function setStage(options: DemoOptions = {}): Stage {
  const open = new AsyncDisposableStack();
  let demo: Demo;
  let browser: Browser;
  before(async () => {
    if (withChromium.skip !== false) return;
    demo = open.use(await startDemo(options));
    browser = open.adopt(await launch(), (one) => one.close());
    await demo.sandbox.warm();
  });
  after(() => open.disposeAsync());
  return {
    get demo() {
      return demo;
    },
    get browser() {
      return browser;
    },
    async visit(story, { expected, ...profile } = {}) {
      const watched = await person(browser, profile);
      try {
        await story(watched);
        const surprises = watched.complaints.filter((text) => expected?.test(text) !== true);
        assert.deepEqual(surprises, [], 'the console stays quiet');
      } finally {
        await watched.context.close();
      }
    },
  };
}
