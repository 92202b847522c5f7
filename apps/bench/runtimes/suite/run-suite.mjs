import { controlIssuer } from './issuer.mjs';
import { scenarios } from './scenarios.mjs';

/** Runs every scenario against a fresh issuer. @returns `{ name, error? }` of each, in order; never rejects */
export async function runSuite({ baseUrl, appId, appSecret }) {
  const issuer = controlIssuer(baseUrl);
  const results = [];
  for (const [name, scenario] of Object.entries(scenarios)) {
    try {
      await issuer.reset();
      await scenario({ baseUrl, appId, appSecret, issuer });
      results.push({ name });
    } catch (error) {
      results.push({ name, error: String(error?.stack ?? error) });
    }
  }
  return results;
}
