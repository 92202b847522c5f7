'use client';

import { useState, type ReactNode } from 'react';

export default function Page(): ReactNode {
  const [shown, show] = useState('nothing yet');
  async function call(): Promise<void> {
    const response = await fetch('/api/symbl/v1/conversations/42');
    show(await response.text());
  }
  return (
    <main>
      <button onClick={() => void call()}>Call the API</button>
      <output>{shown}</output>
    </main>
  );
}
