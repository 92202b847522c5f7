import { connection } from 'next/server';
import type { ReactNode } from 'react';
import { Dashboard } from '../components/dashboard.tsx';
import { shownState } from '../lib/host.ts';

export default async function Page(): Promise<ReactNode> {
  await connection();
  const state = shownState();
  if (state !== undefined) return <Dashboard initial={state} />;
  return (
    <main className="grid gap-gap">
      <meta httpEquiv="refresh" content="2" />
      <h1 className="text-[1.5rem] font-bold">tokenkeep</h1>
      <p>The example is still starting; this page comes back by itself. If it does not, run npm start.</p>
    </main>
  );
}
