/** What is said where code for browsers runs with this package in it, though no bundler stopped it. */
export const inBrowser: string =
  '@tokenkeep/next holds credentials and must stay on the server: let the browser call a route made by createTokenProxy(). ' +
  'A test of server code that runs in jsdom, as with next/jest, needs `@jest-environment node` in a comment at its top.';
