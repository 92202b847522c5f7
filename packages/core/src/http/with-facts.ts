/** What an answer says of itself that a new one cannot be told. */
export type AnswerFacts = Partial<Pick<Response, 'redirected' | 'statusText' | 'url'>>;

/** @returns the same answer, which says these of itself from now on; so do its clones */
export function withFacts(answer: Response, facts: AnswerFacts): Response {
  // An answer of another fetch may have none.
  const clone = answer.clone?.bind(answer);
  const own = { ...facts, clone: clone && ((): Response => withFacts(clone(), facts)) };
  for (const [name, value] of Object.entries(own)) {
    Object.defineProperty(answer, name, { value, configurable: true, writable: true });
  }
  return answer;
}
