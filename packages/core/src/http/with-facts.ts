/** What an answer says of itself that a new one cannot be told. */
export type AnswerFacts = Partial<Pick<Response, 'redirected' | 'statusText' | 'url'>>;

/** @returns the same answer, which says these of itself from now on; so do its clones */
export function withFacts(answer: Response, facts: AnswerFacts): Response {
  for (const [name, value] of Object.entries(facts)) {
    Object.defineProperty(answer, name, { value, configurable: true });
  }
  // An answer of another fetch may have none.
  const clone = answer.clone?.bind(answer);
  const value = clone && ((): Response => withFacts(clone(), facts));
  return Object.defineProperty(answer, 'clone', { value, configurable: true, writable: true });
}
