/** The media type of the body, in lower case and without parameters; empty if it has none. */
function mediaType(request: Request): string {
  return (request.headers.get('content-type') ?? '').split(';', 1).join('').trim().toLowerCase();
}

/** Whether the body is declared as JSON, which no form and no cross-site request without preflight can do. */
export function isJson(request: Request): boolean {
  return /^application\/(?:[\w.-]+\+)?json$/.test(mediaType(request));
}

const formTypes = new Set(['', 'application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain']);

/** Whether the body is declared as a form on any other site could declare it. Those types need no preflight. */
export function isFormLike(request: Request): boolean {
  return formTypes.has(mediaType(request));
}
