/** What is known of who calls the handler, and of how far its parameters can be believed. */
export interface NextSurroundings {
  /** On the edge runtime, Next takes the parameters of a route from the query, where callers can write them too. */
  readonly edge: boolean;
  /**
   * Whether `next start` or `next dev` runs here, a server of one's own over `next()` included: then its router matched
   * the path. Elsewhere a platform did, and hands its result over in the query or in headers.
   */
  readonly ownRouter: boolean;
}

/** Where the router of Next leaves its methods for route handlers, by the folder of the application. */
const routerMethods = Symbol.for('@next/router-server-methods');

/** Asked for each request. What Next does not tell, is taken to be the worse. */
export function nextSurroundings(): NextSurroundings {
  const edge = 'EdgeRuntime' in globalThis || runtimeName() === 'edge';
  const methods: unknown = Reflect.get(globalThis, routerMethods);
  const ofApps: readonly unknown[] = typeof methods === 'object' && methods !== null ? Object.values(methods) : [];
  // A bare server of Next inside somebody else's router, such as OpenNext's, is entered there too, but has no `render404`.
  const ownRouter = ofApps.some((entry) => typeof Reflect.get(Object(entry), 'render404') === 'function');
  return { edge, ownRouter };
}

function runtimeName(): string | undefined {
  // Bundlers put the value in the place of this expression.
  return typeof process === 'undefined' ? undefined : process.env['NEXT_RUNTIME'];
}
