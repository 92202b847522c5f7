import { createTokenClient } from '@tokenkeep/core';
import { plainServer, reportStatus, runApp } from '../app-process.ts';
import { fetchCost } from '../fetch-cost.ts';
import { tokenOptions } from '../token-options.ts';

const tokens = createTokenClient(tokenOptions());
const server = plainServer({
  conversations: (id) => tokens.fetch(`/v1/conversations/${encodeURIComponent(id)}`),
  'fetch-cost': async () => Response.json(await fetchCost(tokens)),
});
reportStatus(tokens);
runApp(server, () => tokens.close());
