import { connection } from 'next/server';
import { Suspense, type ReactNode } from 'react';
import { tokens } from '../../lib/tokens';

export default function Page(): ReactNode {
  return (
    <Suspense fallback="…">
      <Conversation />
    </Suspense>
  );
}

async function Conversation(): Promise<ReactNode> {
  await connection();
  const response = await tokens.fetch(`${process.env['SYMBL_BASE_URL']}/v1/conversations/7`);
  return <output>{await response.text()}</output>;
}
