// What bundlers resolve the package to in code for browsers. It exports nothing, so that the import fails the build.
throw new Error(
  '@tokenkeep/next holds credentials and must stay on the server: import it in route handlers, Server Components and Server Actions, and let the browser call a route made by createTokenProxy().',
);
