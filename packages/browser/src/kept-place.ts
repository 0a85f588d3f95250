// Knows how a viewer's place survives a sign-in that leaves the page. Holds no URL and no token.
import type { Place } from './place.ts';

/** Keeps a place for this tab, and for whoever's place it is. */
export function keepPlace(name: string, place: Place, email: string | undefined): void {
  try {
    sessionStorage.setItem(name, JSON.stringify([place, email]));
  } catch {
    // Storage is blocked or full: the viewer comes back to the start of the workbook.
  }
}

/** What was kept under this name for this person, once. */
export function takePlace(name: string, email: string): Place | undefined {
  try {
    // Written by this page alone; a page that changes it changes only its own view.
    const [place, owner = email] = JSON.parse(sessionStorage.getItem(name) ?? '[]') as [Place?, string?];
    sessionStorage.removeItem(name);
    return owner === email ? place : undefined;
  } catch {
    return undefined;
  }
}
