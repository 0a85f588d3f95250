// A page of a React application as a script: what a bundler makes of it, with the sources of the browser package.
import { build } from 'esbuild';

/** Bundles a program that may import `react`, `react-dom/client` and `@sigma-embed/browser/react`. */
export async function bundled(program: string, isProduction = false): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: '.', loader: 'tsx' },
    bundle: true,
    conditions: ['@sigma-embed/source'],
    define: { 'process.env.NODE_ENV': JSON.stringify(isProduction ? 'production' : 'development') },
    format: 'iife',
    jsx: 'automatic',
    logLevel: 'error',
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}
