/** What a page of another site tries. */
export interface Attempt {
  readonly target: string;
  /** The encoding of a form that is posted; without it the form is a GET. */
  readonly type?: string;
}

/** Each of these runs in the page. */
export function submitForm({ target, type }: Attempt): void {
  const form = document.createElement('form');
  Object.assign(form, { method: type === undefined ? 'get' : 'post', action: target, enctype: type });
  const field = document.createElement('input');
  Object.assign(field, { name: '{"messages":[{}],"x":"', value: '"}' });
  form.append(field);
  document.body.append(form);
  form.submit();
}

/** A request that asks for no permission. */
export async function sendNoCors({ target }: Attempt): Promise<void> {
  await fetch(target, { method: 'POST', mode: 'no-cors', credentials: 'include', body: '{"messages":[{}]}' });
}

/** The same, to read. */
export async function readNoCors({ target }: Attempt): Promise<void> {
  await fetch(target, { mode: 'no-cors', credentials: 'include' });
}

/** @returns whether the page was given an answer */
export async function readAcross(target: string): Promise<string> {
  return fetch(target, { credentials: 'include' }).then(
    () => 'answered',
    (error: Error) => error.name,
  );
}

/** @returns whether the page was given an answer */
export async function sendJson(target: string): Promise<string> {
  const headers = { 'content-type': 'application/json' };
  const sent = fetch(target, { method: 'POST', credentials: 'include', headers, body: '{"messages":[{}]}' });
  return sent.then(
    () => 'answered',
    (error: Error) => error.name,
  );
}
