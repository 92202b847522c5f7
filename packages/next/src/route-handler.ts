/** What Next passes to a route handler beside the request. */
export interface RouteContext {
  /** The dynamic segments of the route file's folder. */
  readonly params: Promise<object>;
}

/** A route handler of the App Router, in web standards alone. */
export type RouteHandler = (request: Request, context: RouteContext) => Promise<Response>;
