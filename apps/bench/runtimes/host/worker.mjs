// For Cloudflare's workerd: the world as JSON in a request, the results in the answer.
import { runSuite } from '../suite/run-suite.mjs';

export default {
  async fetch(request) {
    return Response.json(await runSuite(await request.json()));
  },
};
