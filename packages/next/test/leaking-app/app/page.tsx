'use client';

import { createTokenProxy } from '@tokenkeep/next';
import type { ReactNode } from 'react';

export default function Page(): ReactNode {
  return <p>{String(createTokenProxy)}</p>;
}
