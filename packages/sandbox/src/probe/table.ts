// Every probe, in the order in which they are asked: what may end the sign-in of the run comes last.
import { byHandAtDatabricks, byHandAtSigma } from './by-hand.ts';
import { appPropagation } from './databricks/app-propagation.ts';
import { badBearer } from './databricks/bad-bearer.ts';
import { badCode } from './databricks/bad-code.ts';
import { callback } from './databricks/callback.ts';
import { chunkRows } from './databricks/chunk-rows.ts';
import { deadRefresh } from './databricks/dead-refresh.ts';
import { deletedApp } from './databricks/deleted-app.ts';
import { discovery } from './databricks/discovery.ts';
import { hostFacts } from './databricks/host-facts.ts';
import { httpRedirectUrls } from './databricks/http-redirect-urls.ts';
import { idToken } from './databricks/id-token.ts';
import { pkce } from './databricks/pkce.ts';
import { redirectStatus } from './databricks/redirect-status.ts';
import { refresh } from './databricks/refresh.ts';
import { replay } from './databricks/replay.ts';
import { revokeEndpoint } from './databricks/revoke-endpoint.ts';
import { sqlScope } from './databricks/sql-scope.ts';
import { tokenAnswer } from './databricks/token-answer.ts';
import { tokenEndpoint } from './databricks/token-endpoint.ts';
import type { Probe } from './probe.ts';
import { connectionSignIn, tokenAuthentication, tokenPace } from './sigma/api.ts';
import { clockSkew } from './sigma/clock-skew.ts';
import { missingToken, tokenDeath } from './sigma/dead-token.ts';
import { endError } from './sigma/end-error.ts';
import { failedLoad } from './sigma/failed-load.ts';
import { embedSession, frameAncestors } from './sigma/headers.ts';
import { loadError } from './sigma/load-error.ts';
import { longestUrl } from './sigma/longest-url.ts';
import { oddLoads } from './sigma/odd-loads.ts';
import { embedReplay } from './sigma/replay.ts';
import { secondLoad } from './sigma/second-load.ts';
import { autoCreateUsers, internalUser, subUnderscore } from './sigma/users.ts';

export const PROBES: readonly Probe[] = [
  discovery,
  hostFacts,
  tokenEndpoint,
  deadRefresh,
  badCode,
  badBearer,
  revokeEndpoint,
  redirectStatus,
  callback,
  idToken,
  tokenAnswer,
  refresh,
  sqlScope,
  pkce,
  chunkRows,
  httpRedirectUrls,
  appPropagation,
  deletedApp,
  ...byHandAtDatabricks,
  frameAncestors,
  embedSession,
  loadError,
  embedReplay,
  failedLoad,
  clockSkew,
  longestUrl,
  ...oddLoads,
  tokenDeath,
  missingToken,
  secondLoad,
  endError,
  internalUser,
  autoCreateUsers,
  subUnderscore,
  tokenAuthentication,
  tokenPace,
  connectionSignIn,
  ...byHandAtSigma,
  replay,
];
