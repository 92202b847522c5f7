import type { NextSurroundings } from './next-surroundings.ts';
import { pathBelow, pathBelowPage } from './page-path.ts';

/** What a request and Next say of the path that is asked for. */
export interface PathEvidence extends NextSurroundings {
  /** The path of `request.url` without `basePath`; `undefined` for a segment that could lead astray. */
  readonly url: readonly (string | undefined)[];
  /** Where the route file stands, if its author said so: each the folders of one path that leads there. */
  readonly routes: readonly (readonly string[])[];
  /** Next's name for the route file, where it tells. */
  readonly page: unknown;
  /** The parameter `path`, as Next says. */
  readonly params: readonly string[];
  /** The values of `path` in the query. */
  readonly query: readonly string[];
}

/** @returns the path to ask the API for, or why there is none */
export type CalledPath = { readonly path: readonly string[] } | { readonly refused: string };

/**
 * The path that may be asked for: the one in `request.url`, which `authorize` has seen. Callers can write Next's
 * parameters on some runtimes, so they only tell where it begins, and only where that can be checked.
 *
 * | known                              | answer                                                                     |
 * | ---------------------------------- | -------------------------------------------------------------------------- |
 * | where the route file stands        | what follows in the URL, if the parameters say the same                    |
 * | Next's own router ran, on Node     | the parameters: no caller can write them. A rewrite may have changed them  |
 * | on Node, behind another router     | the parameters, if the URL ends with them                                  |
 * | Next's own router ran, on edge     | the same, if the query has them one by one, and there are two or more:     |
 * |                                    | callers can write there one value only                                     |
 * | on edge, behind another router     | none                                                                       |
 *
 * A URL whose end is spelt unusually (`/%61nn` for `/ann`) leads nowhere, whatever is known.
 *
 * Why: docs/why.md#the-path-that-authorize-saw
 */
export function calledPath(evidence: PathEvidence): CalledPath {
  const { url, params, edge, ownRouter } = evidence;
  const end = params.length === 0 ? [] : url.slice(-params.length);
  if (end.includes(undefined)) return { refused: 'the path is spelt in a way that is not passed on' };
  const told = belowRoute(evidence);
  if (told?.length === 0) return { refused: 'the URL does not begin with the path in route' };
  if (told !== undefined) return told.some((below) => isSame(below, params)) ? { path: params } : disagreement;
  if (ownRouter && !edge) return { path: params };
  if (!isSame(end, params)) return disagreement;
  if (!edge || (ownRouter && params.length > 1 && isSame(evidence.query, params))) return { path: params };
  return {
    refused:
      "on the edge runtime callers can write Next's parameters: pass route, the path of the folder of the route file, such as '/api/symbl'",
  };
}

const disagreement = { refused: "the path of request.url and Next's parameters disagree" };

/** What follows in the URL, for each path that leads to the route file, if somebody told where it stands. */
function belowRoute({ url, routes, page, edge }: PathEvidence): readonly PathEvidence['url'][] | undefined {
  if (routes.length > 0) return routes.map((route) => pathBelow(route, url)).filter((below) => below !== undefined);
  const below = edge ? pathBelowPage(page, url) : undefined;
  return below === undefined ? undefined : [below];
}

function isSame(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((segment, at) => segment === other[at]);
}
