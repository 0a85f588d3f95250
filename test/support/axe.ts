// What axe-core finds wrong with a page for people who cannot see, point or tell colours apart.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * One line for each finding in the page and in every frame of it; empty when there is nothing to mend.
 * @param rules All of axe's rules when left out.
 */
export async function axeFindings(page: Page, rules?: readonly string[]): Promise<string[]> {
  const findings: string[] = [];
  for (const frame of page.frames()) {
    // The policy of the page forbids scripts of strangers; the debugger is no part of the page.
    await frame.evaluate(AXE);
    const options = { iframes: false, resultTypes: ['violations'], ...(rules && { runOnly: rules }) };
    const { violations } = await frame.evaluate<AxeResults>(`axe.run(document, ${JSON.stringify(options)})`);
    const path = new URL(frame.url()).pathname;
    for (const { help, id, nodes } of violations) {
      findings.push(`${path}: ${id}, ${help}: ${nodes.map(({ target }) => target.join(' ')).join(' | ')}`);
    }
  }
  return findings;
}
