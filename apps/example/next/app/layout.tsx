import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import './globals.css';

export const metadata: Metadata = { title: 'tokenkeep, live', icons: { icon: '/icon.svg' } };

export default function Layout({ children }: { readonly children: ReactNode }): ReactNode {
  return (
    <html lang="en" className="scheme-light-dark">
      <body>{children}</body>
    </html>
  );
}
