import { connection } from 'next/server';
import type { ReactNode } from 'react';
import { Dashboard } from '../components/dashboard.tsx';

export default async function Page(): Promise<ReactNode> {
  await connection();
  if (globalThis.demoState !== undefined) return <Dashboard initial={globalThis.demoState} />;
  return (
    <main className="grid gap-gap">
      <meta httpEquiv="refresh" content="2" />
      <h1 className="text-[1.5rem] font-bold">tokenkeep</h1>
      <p>The example is still starting; this page comes back by itself. If it does not, run npm start.</p>
    </main>
  );
}
