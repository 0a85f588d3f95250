// Knows how to listen to several events until a signal ends it.

/** Listens, ahead of the page's own listeners, to types separated by spaces. */
export function on(target: EventTarget, types: string, signal: AbortSignal, run: (event: Event) => void): void {
  for (const type of types.split(' ')) target.addEventListener(type, run, { capture: true, passive: true, signal });
}
