/** What `--help` prints. */
export const help = `tokenkeep-mock: a token server to test against

Usage: tokenkeep-mock [options]

  --port <port>                 where to listen on 127.0.0.1; 0 for any free port (4010)
  --app <id:secret>             an app that may exchange; repeatable (one is made and printed)
  --token-lifetime <duration>   how long a new token lives (24h)
  --rollover <duration>         how near its end a token is replaced (0ms)
  --latency <duration|range>    delay before each answer, such as 50ms or 20ms-80ms (0ms)
  --jwt                         make tokens JWT-shaped
  --help, --version

Durations: 250ms, 90s, 15m, 24h; a bare number is milliseconds.

  POST /oauth2/token:generate   {"type":"application","appId":"...","appSecret":"..."}
  POST /oauth/token             OAuth 2.0 client credentials
  GET  /v1/conversations/:id    needs the token
  POST /v1/process/text         needs the token
  /__mock/                      counters, faults, revoke, age; see /__mock/openapi.json
`;
