// The page of the applications with a gateway inside, as it was before but for the marked line.
export const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Portal</title>
    <meta name="viewport" content="width=device-width" />
    <link rel="icon" href="data:," />
    <style>
      :root { color-scheme: light dark; font-family: system-ui, sans-serif; }
      body { margin: 0; display: grid; grid-template-rows: auto 1fr; height: 100vh; }
      header { display: flex; justify-content: space-between; align-items: baseline; padding: 0 1.5rem; }
      main { display: grid; grid-template-rows: auto 1fr; padding: 0 1.5rem 1.5rem; }
      sigma-embed { height: 100%; border: 1px solid light-dark(#ccc, #444); border-radius: 0.75rem; overflow: hidden; }
    </style>
  </head>
  <body>
    <header>
      <h1>Portal</h1>
      <nav><a href="/analytics/logout">Sign out</a></nav>
    </header>
    <main>
      <p>Trips by area, as each of us may see them.</p>
      <script src="/analytics/sigma-embed.js" async></script><sigma-embed title="Trips by area"></sigma-embed><!-- 3 -->
    </main>
  </body>
</html>`;
