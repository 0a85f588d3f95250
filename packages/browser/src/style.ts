// The look of an embed's own parts. Colours follow the page's `color-scheme`; pages change them by part and property.

/**
 * The size comes from the page and is the same in every state, so that nothing jumps. A panel without a face stays in
 * the tree: a live region must be there before its words. Nothing moves, so there is no motion to reduce.
 */
export const STYLE = `
:host{display:block;position:relative;height:37.5rem}
:host([hidden]){display:none}
iframe,div{position:absolute;inset:0;width:100%;height:100%;border:0;pointer-events:none}
iframe,[part~=panel]{pointer-events:auto}
iframe[inert]{opacity:0}
[part~=panel]{display:grid;place-content:safe center;overflow:auto;background:Canvas;color:CanvasText;font:1rem/1.5 system-ui;text-align:center}
p{margin:1rem;max-width:32rem}
`;
