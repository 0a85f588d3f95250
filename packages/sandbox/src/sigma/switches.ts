// Where Sigma's documentation leaves the answer open, or says two things. Data only.
import type { SwitchTable, SwitchValues } from '../switches.ts';

/** The table of switches; the first choice is the default: what a document says, or the likeliest. */
export const SIGMA_SWITCHES = {
  singleUse: {
    about: 'Whether a `jti` may load once only. Older documents say so; the newest no longer does.',
    choices: [true, false],
  },
  replayGraceSeconds: {
    about: 'Seconds after its first load in which a URL may load again, as a double mount does.',
    unit: 'seconds',
    default: 0,
    min: 0,
    max: 600,
  },
  failedLoadSpendsJti: { about: 'Whether a load that is refused later has spent its `jti`.', choices: [true, false] },
  replayScope: { about: 'Among whose loads a `jti` must be new.', choices: ['organization', 'credential'] },
  autoCreateUsers: {
    about: 'Whether unknown people become embed users at first load. A setting of the organization.',
    choices: [true, false],
  },
  tokenDeath: {
    about: 'What a frame shows when Databricks no longer takes its token.',
    choices: ['sign_in_page', 'chart_errors'],
  },
  expiryAlert: {
    about: 'Whether a frame warns 20 minutes before its token ends, as Sigma does for its own connection sessions.',
    choices: [false, true],
  },
  missingToken: {
    about: 'What a workbook shows when one of its OAuth connections has no token.',
    choices: ['sign_in_page', 'chart_errors'],
  },
  secondLoad: {
    about:
      'What a second load of the same user does to frames that are open: nothing, its token replaces theirs, or they end.',
    choices: ['independent', 'replaces_token', 'ends_first'],
  },
  unknownConnection: { about: 'A token for a connection that does not exist.', choices: ['ignore', 'refuse'] },
  connectionGrant: {
    about: 'Whether the connection must be shared with the user, besides the workbook.',
    choices: ['required', 'not_required'],
  },
  viewConnections: {
    about: 'Whether the account type needs the permission "View connections" to use a token of its own.',
    choices: ['not_required', 'required'],
  },
  internalUserTokens: {
    about: 'Whether tokens in the JWT of an internal user are used.',
    choices: ['used', 'ignored'],
  },
  evalConnection: {
    about: '`eval_connection_id` beside OAuth tokens, which older documents exclude.',
    choices: ['refuse', 'ignore'],
  },
  unknownAttribute: { about: 'A user attribute that the organization does not have.', choices: ['refuse', 'ignore'] },
  unknownAccountType: { about: 'An account type that the organization does not have.', choices: ['refuse', 'ignore'] },
  unknownParameter: { about: 'A URL parameter that does not exist.', choices: ['refuse', 'ignore'] },
  encodedNames: { about: 'Parameter names with an encoded colon, such as `%3Aembed`.', choices: ['accept', 'refuse'] },
  longestUrl: {
    about: 'Characters that an embed URL may have.',
    unit: 'characters',
    default: 8192,
    min: 1000,
    max: 65_536,
  },
  audienceArray: { about: '`aud` as an array that holds the audience.', choices: ['refuse', 'accept'] },
  subUnderscore: {
    about: 'An underscore in `sub`. The reference calls it unsupported; the samples have one before the @.',
    choices: ['refuse_in_domain', 'refuse', 'accept'],
  },
  clockSkewSeconds: {
    about: 'Seconds by which `exp` may be past, for loads and for frames that are open.',
    unit: 'seconds',
    default: 0,
    min: 0,
    max: 600,
  },
  futureIat: { about: 'An `iat` in the future, beyond the clock skew.', choices: ['accept', 'refuse'] },
  tokenBase64: {
    about: 'How encrypted tokens are read: standard base64 only, or whatever Node reads as base64.',
    choices: ['strict', 'lenient'],
  },
  loadError: {
    about: 'Whether a refused load also sends `workbook:error`, or only shows its sentence.',
    choices: ['sent', 'not_sent'],
  },
  endError: { about: 'Whether the end at `exp` also sends `workbook:error`.', choices: ['sent', 'not_sent'] },
  targetOrigin: { about: 'Target origin of messages to the page around the frame.', choices: ['any', 'parent'] },
  inboundOrigin: {
    about: 'Whose messages a frame takes: those of any page around it, or of one on a secure or local origin.',
    choices: ['any', 'secure'],
  },
  frameAncestors: {
    about: 'Who may frame an embed. No list of allowed pages is documented.',
    choices: ['any', 'none'],
  },
  embedSession: {
    about: 'Where a frame keeps its session: in the page, or in a cookie that third-party rules may block.',
    choices: ['page', 'cookie'],
  },
  menuPosition: {
    about: 'Where the menu is without `:menu_position`; the documents disagree.',
    choices: ['bottom', 'none', 'top'],
  },
  exploreScope: { about: 'Which embeds take `:explore` and `:bookmark`.', choices: ['workbook', 'any'] },
  exploreOwner: { about: 'Who may open an exploration by its key.', choices: ['anybody', 'owner'] },
  exploreSeconds: {
    about: 'Seconds that an exploration key lives.',
    unit: 'seconds',
    default: 2_592_000,
    min: 1,
    max: 31_536_000,
  },
  tokenAuthentication: {
    about: 'Where the token endpoint of the REST API reads the credential.',
    choices: ['body', 'basic', 'either'],
  },
  tokenPace: {
    about: 'How often a credential may ask the token endpoint of the REST API.',
    choices: ['one_per_second', 'unlimited'],
  },
  connectionSignIn: {
    about:
      'Whether the user of an API credential has signed in to OAuth connections, which tests, look-ups and syncs need.',
    choices: ['done', 'missing'],
  },
} as const satisfies SwitchTable;

export type SigmaSwitches = SwitchValues<typeof SIGMA_SWITCHES>;
