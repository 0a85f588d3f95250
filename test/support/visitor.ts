// A browser without a screen: keeps cookies as a browser would, follows nothing by itself, fills in forms.

/** Cookies by host name; browsers ignore the port. */
type Jar = Map<string, Map<string, string>>;

export interface Answer {
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Absolute address of a redirect. */
  readonly location: string | undefined;
  json<T = Record<string, unknown>>(): T;
}

export interface Visitor {
  readonly origin: string;
  readonly basePath: string;
  readonly jar: Jar;
  get(url: string, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  send(
    method: string,
    url: string,
    init?: { headers?: Readonly<Record<string, string>>; body?: string },
  ): Promise<Answer>;
  /** POST /api/embed-url as our own page does it. */
  mint(embed?: string): Promise<Answer>;
  /** Opens an authorization URL as this person and allows. Returns the callback URL, which it does not open. */
  allow(authorizationUrl: string, email: string): Promise<string>;
  /** Begins a sign-in and goes as far as the callback URL, which it does not open. */
  consent(email: string, returnTo?: string): Promise<string>;
  /** Signs in completely. Returns the answer of the callback. */
  signIn(email: string, returnTo?: string): Promise<Answer>;
  cookies(host?: string): Map<string, string>;
  cookieHeader(): string;
}

/** `basePath`: where the gateway stands at its origin. `same`: a visitor in the same browser, with the same cookies. */
export function createVisitor(origin: string, basePath = '', same?: Visitor): Visitor {
  const jar: Jar = same?.jar ?? new Map<string, Map<string, string>>();
  const host = new URL(origin).hostname;

  const cookies = (name = host): Map<string, string> => {
    const known = jar.get(name) ?? new Map<string, string>();
    jar.set(name, known);
    return known;
  };

  const send: Visitor['send'] = async (method, url, init = {}) => {
    const target = new URL(url, origin);
    const header = [...cookies(target.hostname)].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = new Headers(init.headers);
    if (header !== '' && !headers.has('cookie')) headers.set('cookie', header);
    const response = await fetch(target, {
      method,
      headers,
      redirect: 'manual',
      ...(init.body === undefined ? {} : { body: init.body }),
    });
    for (const cookie of response.headers.getSetCookie()) keep(cookies(target.hostname), cookie);
    const text = await response.text();
    const location = response.headers.get('location');
    return {
      url: target.href,
      status: response.status,
      headers: response.headers,
      text,
      location: location === null ? undefined : new URL(location, target).href,
      json: <T>() => JSON.parse(text) as T,
    };
  };

  const get: Visitor['get'] = (url, headers) => send('GET', url, headers === undefined ? {} : { headers });

  const allow: Visitor['allow'] = async (authorizationUrl, email) => {
    let answer = await get(authorizationUrl);
    if (answer.status !== 200) throw new Error(`no consent page: ${answer.status} ${answer.text}`);
    const form = readForm(answer.text, email);
    answer = await send('POST', new URL(form.action, answer.url).href, {
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: new URL(answer.url).origin },
      body: form.body.toString(),
    });
    if (answer.location === undefined) throw new Error(`consent was refused: ${answer.status} ${answer.text}`);
    return answer.location;
  };

  const consent: Visitor['consent'] = async (email, returnTo = `${basePath}/dashboard`) => {
    const answer = await get(`${basePath}/auth/databricks/login?${new URLSearchParams({ return_to: returnTo })}`);
    if (answer.location === undefined) throw new Error(`the sign-in did not start: ${answer.status} ${answer.text}`);
    return await allow(answer.location, email);
  };

  return {
    origin,
    basePath,
    jar,
    get,
    send,
    allow,
    consent,
    cookies,
    cookieHeader: () => [...cookies()].map(([name, value]) => `${name}=${value}`).join('; '),
    mint: (embed) =>
      send('POST', `${basePath}/api/embed-url`, {
        headers: { 'content-type': 'application/json', 'x-sigma-embed': '1', origin },
        body: JSON.stringify(embed === undefined ? {} : { embed }),
      }),
    async signIn(email, returnTo) {
      return await get(await consent(email, returnTo));
    },
  };
}

function keep(known: Map<string, string>, header: string): void {
  const [pair = '', ...rules] = header.split(';').map((part) => part.trim());
  const at = pair.indexOf('=');
  const name = pair.slice(0, at);
  if (rules.some((rule) => /^max-age=0$/i.test(rule))) known.delete(name);
  else known.set(name, pair.slice(at + 1));
}

/** Reads the consent form as a browser would submit it with this person chosen and Allow pressed. */
function readForm(html: string, email: string): { action: string; body: URLSearchParams } {
  const form = /<form[^>]*method="post"[^>]*>[\s\S]*?<\/form>/i.exec(html)?.[0] ?? '';
  const action = decode(/<form[^>]*action="([^"]*)"/i.exec(form)?.[1] ?? '');
  const body = new URLSearchParams();
  for (const [tag] of form.matchAll(/<input[^>]*>/gi)) {
    const type = attribute(tag, 'type') ?? 'text';
    const name = attribute(tag, 'name');
    const value = attribute(tag, 'value') ?? '';
    if (name !== undefined && (type === 'hidden' || (type === 'radio' && value === email))) body.append(name, value);
  }
  for (const [tag] of form.matchAll(/<button[^>]*>/gi)) {
    if (attribute(tag, 'value') === 'allow') body.append(attribute(tag, 'name') ?? 'decision', 'allow');
  }
  return { action, body };
}

function attribute(tag: string, name: string): string | undefined {
  const found = new RegExp(`\\s${name}="([^"]*)"`, 'i').exec(tag)?.[1];
  return found === undefined ? undefined : decode(found);
}

function decode(text: string): string {
  return text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
