// Knows the paths of content that Sigma embeds. Configuration and minting ask the same question.

const PATH =
  /^\/[A-Za-z0-9_-]+\/(?:workbook\/[^/?#]+(?:\/tag\/[^/?#]+)?(?:\/(?:page|element)\/[^/?#]+|\/edit)?|ask)\/?$/;
const BROKEN_ENCODING = /%(?![0-9A-Fa-f]{2})/;

/**
 * Whether a path is that of a published workbook, a tagged version, a page, an element, the edit mode or Ask Sigma.
 * @see Sigma help: create an embed API with JSON web tokens (URL forms)
 */
export function isEmbedPath(path: string): boolean {
  return PATH.test(path) && !BROKEN_ENCODING.test(path);
}
