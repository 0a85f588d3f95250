// How true to Sigma a loaded frame is. Data only.
import type { FidelitySection } from '../../fidelity.ts';

export const FIDELITY: FidelitySection = {
  vendor: 'Sigma',
  title: 'a loaded frame',
  rows: [
    {
      endpoint: 'at exp',
      plays: '"Session expired", a message to the page around it, no further query',
      source: 'vendor doc',
      test: 'sigma/queries.test.ts > at exp the session ends and asks Databricks nothing more',
      differs: 'whether the message is sent is a switch',
    },
    {
      endpoint: 'a second load of the same user',
      plays: 'leaves the first frame alone, renews its token, or ends it',
      source: 'assumed',
      test: 'sigma/switches.test.ts > leaves the first frame',
      differs: 'nobody has published what Sigma does: a switch',
    },
    {
      endpoint: 'session',
      plays: 'kept in the page, or in a cookie that third-party rules may block',
      source: 'assumed',
      test: 'sigma/switches.test.ts > keeps its session in a cookie by switch, and answers nothing without it',
    },
    {
      endpoint: 'frame-ancestors',
      plays: 'any page may frame an embed',
      source: 'vendor doc',
      test: 'sigma/switches.test.ts > frames anywhere, or nowhere by switch',
    },
    {
      endpoint: 'bookmarks',
      plays: 'created, opened by URL, changed and deleted by their owner, shared',
      source: 'vendor doc',
      test: "sigma/frames.test.ts > is its owner's until it is shared",
    },
    {
      endpoint: ':explore',
      plays: 'a key brings an exploration back',
      source: 'vendor doc',
      test: 'sigma/switches.test.ts > comes back by its key, for anybody or for its owner',
      differs: 'whose it is, how long it lives and where it works are switches',
    },
    {
      endpoint: 'publish, save as, delete',
      plays: 'by whoever may; frames of a deleted workbook end',
      source: 'vendor doc',
      test: 'sigma/frames.test.ts > is published by whoever may edit it, which makes a new version',
    },
  ],
};
