// Knows what a page may say about an embed: values of some controls, and some themes. They are no part of any claim.
import { GatewayError } from '../../base/errors.ts';
import type { Embed } from '../../config/policy-config.ts';
import type { EmbedParameters } from '../embed-address.ts';

/** What a page asks for. Texts are well formed. */
export interface PageWish {
  /** Control id to value in Sigma's encoding of URL controls; several values stand between commas. */
  readonly parameters?: EmbedParameters | undefined;
  readonly theme?: string | undefined;
}

/**
 * The query of an embed's URL; `undefined`: none.
 * @throws GatewayError `parameter_not_allowed` for a control, a value or a theme that the catalogue does not allow.
 */
export type ParametersOf = (wish: PageWish) => EmbedParameters | undefined;

export function parametersRule({ fixed, settable, themes }: Embed): ParametersOf {
  const always = fixed.length === 0 ? undefined : Object.fromEntries(fixed);
  const choices = new Map(settable.map(([name, values]) => [name, values && new Set(values)]));
  const allowedThemes = new Set(themes);

  const check = (name: string, value: string): void => {
    if (!choices.has(name)) throw refusal('a control that is not settable');
    const values = choices.get(name);
    if (values === undefined || values.has(value) || value.split(',').every((part) => values.has(part))) return;
    throw refusal(`a value that is not listed for ${name}`);
  };
  return ({ parameters = {}, theme }) => {
    const own = Object.entries(parameters);
    if (own.length === 0 && theme === undefined) return always;
    for (const [name, value] of own) check(name, value);
    if (theme !== undefined && !allowedThemes.has(theme)) throw refusal('a theme that is not listed');
    return { ...always, ...(theme !== undefined && { ':theme': theme }), ...parameters };
  };
}

function refusal(detail: string): GatewayError {
  return new GatewayError('parameter_not_allowed', { detail: `a page asked for ${detail}` });
}
