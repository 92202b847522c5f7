import type { ReactNode } from 'react';

export default function Page(): ReactNode {
  return (
    <main>
      <h1>tokenkeep</h1>
      <p>
        The API, through the proxy: <a href="/api/symbl/v1/conversations/1">conversation 1</a>
      </p>
    </main>
  );
}
