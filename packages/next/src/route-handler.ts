/** The second parameter that Next passes to a route handler. */
export interface RouteContext {
  /** The dynamic segments of the route file's folder. */
  readonly params: Promise<object>;
}

/** A route handler of the App Router. It uses web standards only. */
export type RouteHandler = (request: Request, context: RouteContext) => Promise<Response>;
