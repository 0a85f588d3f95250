// A component is rendered on a server first, where no embed chooses what is seen of it.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { SigmaEmbed } from '../src/react.ts';

it('a server renders the loading part alone', () => {
  const html = renderToString(
    createElement(SigmaEmbed, {
      className: 'tall',
      loadingPart: 'One moment',
      signInPart: 'Who are you?',
      errorPart: ({ reason }) => `Oops: ${reason?.message}`,
    }),
  );
  assert.equal(html, '<div class="tall"><div slot="loading">One moment</div></div>');
});

it('a part that is nothing leaves the place to what the embed says itself', () => {
  const html = renderToString(createElement(SigmaEmbed, { loadingPart: null, errorPart: false }));
  assert.equal(html, '<div></div>');
});
