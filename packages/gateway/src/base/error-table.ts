// Knows every way the gateway can fail, in one table. The reference page is generated from it.

interface ErrorRow {
  /** HTTP status of the answer. */
  readonly status: number;
  /** One sentence for a person: what happened and what to do next. Holds nothing secret and nothing remote. */
  readonly message: string;
  /** When it happens, for the reference page. */
  readonly when: string;
}

/** Every error code with its HTTP status and its sentence. */
export const ERRORS = {
  // Signing in
  login_denied: {
    status: 403,
    message: 'Databricks did not grant access. Sign in again and choose Allow, or ask your administrator for access.',
    when: 'Databricks sent `access_denied` to the callback: consent declined, a scope the app may not have, or a policy.',
  },
  login_refused: {
    status: 502,
    message:
      'Databricks refused the sign-in request. The operator should compare client id, secret and redirect URL with the app connection.',
    when: 'Databricks sent another error to the callback, or refused the code exchange.',
  },
  state_missing: {
    status: 400,
    message: 'This sign-in answer has no state. Start again from the sign-in page.',
    when: 'The callback came without `state`, or with a malformed one.',
  },
  state_unknown: {
    status: 400,
    message:
      'This browser did not start this sign-in, or its cookie is gone. Start again from the sign-in page in this browser.',
    when: 'Login attempt cookies came, but none fits the `state` of the callback.',
  },
  cookie_missing: {
    status: 400,
    message:
      "Your browser sent no cookie back, so this sign-in cannot be told from a stranger's. Allow cookies for this site and sign in again in this browser.",
    when: 'The callback came without any login attempt cookie: cookies are blocked, or another browser began.',
  },
  state_expired: {
    status: 400,
    message: 'The sign-in took longer than ten minutes. Start again from the sign-in page.',
    when: 'The login attempt is over its time.',
  },
  attempt_spent: {
    status: 400,
    message: 'This sign-in was already finished. Open the dashboard, or sign in again.',
    when: 'The callback was delivered twice.',
  },
  callback_malformed: {
    status: 400,
    message: 'The sign-in answer is malformed. Start again from the sign-in page.',
    when: 'The callback has repeated parameters, a `code` together with an `error`, or neither.',
  },
  issuer_mismatch: {
    status: 400,
    message: 'The sign-in answer came from another issuer. Start again from the sign-in page.',
    when: '`iss` in the callback is not the configured issuer (RFC 9207).',
  },
  token_response_invalid: {
    status: 502,
    message: 'Databricks sent an answer that cannot be used. Try again; the operator finds the cause in the log.',
    when: 'The token, identity or discovery answer is not what its specification says.',
  },
  scope_missing: {
    status: 502,
    message:
      'Databricks granted less than the gateway needs. The operator should allow the missing scope on the app connection.',
    when: 'The granted scopes do not cover the requested ones. `offline_access` counts as granted when a refresh token came.',
  },
  refresh_token_missing: {
    status: 502,
    message: 'Databricks sent no refresh token. The operator should allow offline_access on the app connection.',
    when: 'The code exchange succeeded without a refresh token.',
  },
  identity_unusable: {
    status: 403,
    message:
      'Your Databricks user name is not a plain e-mail address, so Sigma cannot be told who you are. Ask your administrator.',
    when: 'The SCIM user name is not one strict address, or the user is inactive.',
  },
  identity_mismatch: {
    status: 403,
    message:
      'Databricks named two different people for this sign-in. Sign in again; if it happens twice, tell your administrator.',
    when: 'Token subject and SCIM identity differ, or a refreshed token belongs to somebody else.',
  },
  // Sessions
  not_signed_in: {
    status: 401,
    message: 'You are not signed in. Sign in with Databricks.',
    when: 'No session cookie, or one that belongs to no session.',
  },
  idle_limit: {
    status: 401,
    message: 'You were signed out after a while without activity. Sign in again.',
    when: 'The session passed its idle limit.',
  },
  absolute_limit: {
    status: 401,
    message: 'Your session reached its maximum length. Sign in again.',
    when: 'The session passed its absolute limit.',
  },
  grant_ended: {
    status: 401,
    message: 'Your access to Databricks has ended. Sign in again.',
    when: 'Databricks says that the refresh token is no longer valid.',
  },
  refresh_lost: {
    status: 401,
    message: 'Your access to Databricks could not be renewed because an answer was lost. Sign in again.',
    when: 'A refresh was sent, its answer never came, and Databricks does not accept the token again.',
  },
  session_unreadable: {
    status: 401,
    message: 'Your session cannot be read any more. Sign in again.',
    when: 'The stored tokens of this session fail their integrity check.',
  },
  app_unknown: {
    status: 401,
    message: 'You signed in with a Databricks app that this server does not use. Sign in again.',
    when: 'The session is of an app connection (issuer and client id) that is not configured here. It is kept: the configuration before may come back.',
  },
  cookie_duplicate: {
    status: 401,
    message: 'Your browser sent two session cookies. Sign in again.',
    when: 'Two cookies of the session name came in one request.',
  },
  wrong_account: {
    status: 401,
    message:
      'You are signed in at Databricks as somebody else than in this application, or than before. Sign in as yourself; to change the account, sign out first.',
    when: "The gateway is mounted in an application and bound to its users: the session is of another one of them, the Databricks user has another e-mail address, or another Databricks user signed in during a session. A session that is not the host user's is ended.",
  },
  host_not_signed_in: {
    status: 401,
    message: 'You are not signed in to this application. Sign in there first.',
    when: 'The gateway is mounted in an application and bound to its users, and nobody is signed in to it. The session is kept.',
  },
  host_identity_failed: {
    status: 503,
    message: 'This application cannot say who you are at the moment. You are still signed in; try again shortly.',
    when: 'The function `hostIdentity.user` threw, or gave a key that is no text.',
  },
  // Requests
  embed_unknown: {
    status: 404,
    message: 'There is no embed of this name. Check the alias.',
    when: 'The alias is not in the catalogue of embeds.',
  },
  embed_forbidden: {
    status: 403,
    message: 'You may not open this workbook. Ask its owner or your administrator for access.',
    when: 'The embed is in the catalogue and not open to this viewer, or none is. Groups are as of the sign-in.',
  },
  parameter_not_allowed: {
    status: 403,
    message:
      'The page asked for a control value or a theme that is not allowed for this embed. The operator should compare the page with the config file.',
    when: 'A name in `parameters`, its value, or `theme` is not in the allow-list of the embed. The log says which.',
  },
  not_found: {
    status: 404,
    message: 'There is nothing at this address.',
    when: 'No route matches.',
  },
  method_not_allowed: {
    status: 405,
    message: 'This address does not answer to this method.',
    when: 'The path exists, the method does not.',
  },
  request_forged: {
    status: 403,
    message: 'This request did not come from a page of this application.',
    when: 'Origin, Fetch Metadata, custom header or form token do not fit a request of our own page, or a page was asked for by something else than a navigation.',
  },
  page_cross_site: {
    status: 403,
    message: 'This page and the gateway are on different sites, so your sign-in does not reach it. Tell its operator.',
    when: 'A page of a configured origin asked, and its browser says that it is on another site.',
  },
  request_prefetch: {
    status: 403,
    message: 'This address cannot be fetched in advance.',
    when: 'The browser announced a prefetch or prerender.',
  },
  body_invalid: {
    status: 400,
    message:
      'The request body is not what this address expects: a JSON object with an optional text "embed", flag "active", text "theme" and object "parameters" of texts.',
    when: 'The body is not JSON, or has unknown members or wrong types, over 50 parameters or over 4,000 characters of them.',
  },
  body_too_large: {
    status: 413,
    message: 'The request body is too large.',
    when: 'The body is over 16 KiB.',
  },
  body_taken: {
    status: 500,
    message:
      'The body of this request was read before it reached the gateway. The operator should mount the gateway before whatever reads bodies.',
    when: 'The gateway is mounted in another application, which reads the bodies of requests first and does not keep them.',
  },
  content_type_unsupported: {
    status: 415,
    message: 'Send this request with Content-Type: application/json.',
    when: 'Another content type came.',
  },
  request_malformed: {
    status: 400,
    message: 'This request cannot be read.',
    when: 'The request breaks the rules of HTTP, has no Host or several, or names a whole address instead of a path.',
  },
  request_too_slow: {
    status: 408,
    message: 'The request took too long to arrive.',
    when: 'Its headers took over 10 seconds, or all of it over 30.',
  },
  address_too_long: {
    status: 414,
    message: 'The address is too long.',
    when: 'Path and query are over 8 KiB.',
  },
  expectation_unknown: {
    status: 417,
    message: 'This server knows no such expectation.',
    when: 'The header `Expect` asks for something other than `100-continue`.',
  },
  headers_too_large: {
    status: 431,
    message: 'Your browser sent too many cookies. Clear the cookies of this site and try again.',
    when: 'The request headers are over 16 KiB, or more than 100.',
  },
  too_many_requests: {
    status: 429,
    message: 'Too many workbooks were asked for at once. You are still signed in; try again shortly.',
    when: 'One session asked for more URLs than `SIGMA_EMBED_MAX_MINTS_PER_MINUTE` lets it; the log says which. With `SIGMA_EMBED_FRESH_SALT_PER_TOKEN`, also when more than eight URLs of one viewer, or a hundred of all, wait for their key.',
  },
  // Dependencies
  databricks_unavailable: {
    status: 503,
    message: 'Databricks does not answer at the moment. You are still signed in; try again shortly.',
    when: 'Databricks timed out, refused the connection, answered 5xx or 429; or so many sign-ins are under way there that this one has no place.',
  },
  databricks_forbidden: {
    status: 502,
    message:
      'Databricks blocks this gateway. The operator should check the IP access list and the private link of the workspace.',
    when: 'Databricks answered 403 outside its OAuth dialect, or sent the call to another place.',
  },
  client_refused: {
    status: 502,
    message: "Databricks does not accept this gateway's credentials. The operator should check client id and secret.",
    when: 'Databricks answered `invalid_client`, `unauthorized_client` or an unknown client id.',
  },
  refresh_refused: {
    status: 502,
    message:
      'Databricks refuses to renew your access for now. You are still signed in; the operator should check your user at Databricks.',
    when: 'Databricks refused one refresh for a reason that concerns this grant alone, such as `access_denied` for a deactivated user.',
  },
  refresh_outcome_unknown: {
    status: 503,
    message: 'It is not known whether Databricks renewed your access. You are still signed in; try again shortly.',
    when: 'A refresh was sent, no usable answer came back, and the refresh token may work only once.',
  },
  sigma_unavailable: {
    status: 503,
    message: 'Sigma does not answer at the moment. You are still signed in; try again shortly.',
    when: "Sigma's REST API, asked whether a viewer has a Sigma login of their own, timed out, failed or refused its credential.",
  },
  store_unavailable: {
    status: 503,
    message: 'The session database does not answer. You are still signed in; try again shortly.',
    when: 'The store failed or timed out.',
  },
  session_newer: {
    status: 503,
    message: 'A newer version of this server wrote your session. You are still signed in; try again shortly.',
    when: 'A stored record has a form or a value that only a newer version of the gateway knows. It is kept: finish the update, or go back to that version.',
  },
  key_unknown: {
    status: 503,
    message: 'A key is missing on this server. You are still signed in; the operator should restore the key.',
    when: 'A stored record names a key id that is not in the key ring.',
  },
  key_service_unavailable: {
    status: 503,
    message: 'The key service cannot be reached, so your session cannot be opened now. Try again shortly.',
    when: 'A wrapped key of the ring could not be unwrapped at the start, or its time of 24 hours ran out while its service was away. Sessions are kept.',
  },
  key_service_denied: {
    status: 503,
    message: 'The key service refuses to unwrap a key. The operator finds its name in the log.',
    when: 'The key service answered that a wrapped key may not be unwrapped here. Sessions are kept.',
  },
  starting: {
    status: 503,
    message: 'This server is starting. Try again shortly.',
    when: 'The request came before the gateway was ready.',
  },
  shutting_down: {
    status: 503,
    message: 'This server is shutting down. Try again shortly.',
    when: '`ready()` after the stop signal; as an answer, new tokens could not be written before the end and wait in the spill folder.',
  },
  token_life_too_short: {
    status: 502,
    message:
      'Access tokens of this Databricks app live too short for an embed. The operator should set their lifetime to 15 minutes or more.',
    when: 'Even a fresh access token would end within 90 seconds.',
  },
  // Minting
  embed_address_invalid: {
    status: 500,
    message:
      'The address of this embed cannot be embedded. The operator should give the URL of a published workbook, page or element, without a query.',
    when: 'The URL is not https, has a query or credentials, a path that Sigma does not embed, or a parameter has a reserved name.',
  },
  token_undecipherable: {
    status: 400,
    message: 'This is not a token encrypted for Sigma under this embed secret.',
    when: '`decryptToken` met another format, another secret or a changed bit.',
  },
  // Starting
  config_invalid: {
    status: 500,
    message: 'The configuration has problems.',
    when: 'One or more options are missing or wrong; all are listed.',
  },
  store_unusable: {
    status: 500,
    message: 'The session database cannot be opened.',
    when: 'The file is corrupt, foreign, read-only or was sealed under other keys.',
  },
  keys_refused: {
    status: 500,
    message: 'The key ring was not changed.',
    when: 'A command of `sigma-embed keys` would lose sessions or has nothing to work on; never an answer of the gateway. The message says what to do first.',
  },
  address_in_use: {
    status: 500,
    message: 'The listen address is already in use.',
    when: 'Another process listens on the port.',
  },
  internal: {
    status: 500,
    message:
      'Something went wrong on this server. Try again; the operator finds the cause in the log under the request id.',
    when: 'A fault nobody foresaw.',
  },
} as const satisfies Record<string, ErrorRow>;
