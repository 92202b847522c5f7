'use client';

import { useState, type ReactNode } from 'react';
import { readConversation } from './read-conversation';

export default function Page(): ReactNode {
  const [shown, show] = useState('nothing yet');
  return (
    <main>
      <button onClick={() => void readConversation('9').then(show)}>Run the action</button>
      <output>{shown}</output>
    </main>
  );
}
