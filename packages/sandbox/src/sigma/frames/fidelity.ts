// How true to Sigma a loaded frame is. Data only.
import type { FidelitySection } from '../../fidelity.ts';

export const FIDELITY: FidelitySection = {
  vendor: 'Sigma',
  title: 'a loaded frame',
  rows: [
    {
      endpoint: 'messages to the page around',
      plays: 'every event of the reference, in the shapes of the SDK',
      source: 'vendor code',
      test: 'others/sigma-sdk.test.ts > every listener of the SDK heard something in one of these tests',
      differs:
        'the target origin is a switch; an update of a bookmark never says a new name, nor that it was shared or made default',
    },
    {
      endpoint: 'messages from the page around',
      plays: 'variables, bookmarks, pages and elements, full frame, links to share, dialogs, modes; others are ignored',
      source: 'vendor code',
      test: 'others/sigma-sdk.test.ts > bookmarks are created, updated, left, selected and deleted',
      differs: 'no `report:download`; whose messages are taken is a switch',
    },
    {
      endpoint: 'cells and values that are selected',
      plays: 'kind, value, column, paths and the rows underneath, as the SDK types them',
      source: 'vendor code',
      test: 'others/sigma-sdk.test.ts > for cells of tables and pivot tables, and for a button',
      differs: 'one cell at a time; the documentation names the kind `type`, the SDK `cellType`, as here',
    },
    {
      endpoint: 'hooks of React',
      plays: 'all of the React SDK, in StrictMode and until they are unmounted',
      source: 'vendor code',
      test: 'others/sigma-react-sdk.test.ts > the hook of the frame ends loading with the variables of the workbook',
    },
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
