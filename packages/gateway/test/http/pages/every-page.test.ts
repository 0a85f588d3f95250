// What holds for every page, whatever is written into it.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HOSTILE, NONCE, PAGES } from './samples.ts';

const tagsOf = (page: string): string[] =>
  page.replace(/<style[\s\S]*?<\/style>/g, '<style>').match(/<[a-z][^>]*>/gi) ?? [];

for (const [name, page] of Object.entries(PAGES)) {
  describe(name, () => {
    it('shows markup in foreign text and never obeys it [WB-05]', () => {
      assert.ok(!page.includes('<script>alert'));
      assert.ok(!page.includes('<img'));
      assert.ok(!page.includes(HOSTILE));
    });

    it('has no inline handler, no style attribute and no script URL [WB-05]', () => {
      for (const tag of tagsOf(page)) {
        const bare = tag.replace(/"[^"]*"/g, '""');
        assert.doesNotMatch(bare, /\son\w+\s*=/i, tag);
        assert.doesNotMatch(bare, /\sstyle\s*=/i, tag);
        assert.doesNotMatch(bare, /=\s*[^"\s]/, 'every value is in double quotes');
        assert.doesNotMatch(tag, /(?:href|src|action)="\s*javascript:/i, tag);
      }
    });

    it('gives every script and style the nonce of its answer [WB-05]', () => {
      const elements = page.match(/<(?:script|style)\b[^>]*>/g) ?? [];
      assert.ok(elements.length > 0);
      for (const element of elements) assert.ok(element.includes(`nonce="${NONCE}"`), element);
    });

    it('fetches nothing but files of the gateway', () => {
      const elements = page.match(/<(?:script|link|img|iframe)\b[^>]*>/g) ?? [];
      for (const element of elements) {
        const address = /(?:src|href)="([^"]*)"/.exec(element)?.[1];
        assert.match(address ?? '/', /^(?:\/(?!\/)|data:image\/svg)/, element);
      }
    });

    it('is a complete document with one heading and one main', () => {
      assert.match(page, /^<!doctype html>\s*<html lang="en">/);
      assert.match(page, /<title>[^<]+ · Sigma Embed Gateway<\/title>/);
      assert.match(page, /<meta name="viewport"/);
      assert.match(page, /<meta name="color-scheme" content="light dark"/);
      assert.match(page, /<a class="skip" href="#main">/);
      assert.equal(page.match(/<main\s/g)?.length, 1);
      assert.equal(page.match(/<h1\b/g)?.length, 1);
      assert.ok(!page.includes('undefined') && !page.includes('[object'));
    });
  });
}
