/** What the help of each command ends with. */
export const examples = {
  token: `
Examples:
  curl -H "Authorization: Bearer $(tokenkeep token)" https://api.symbl.ai/v1/conversations/1
  tokenkeep token --header | curl -H @- https://api.symbl.ai/v1/conversations/1
  tokenkeep token --json --min-lifetime 5m
`,
  exec: `
Examples:
  tokenkeep exec -- ./nightly-report.sh
  tokenkeep exec --env API_TOKEN --min-lifetime 30m -- python3 import.py --all
`,
  fetch: `
Examples:
  tokenkeep fetch /v1/conversations/1
  tokenkeep fetch -d @text.json -H 'Content-Type: application/json' https://api.symbl.ai/v1/process/text
`,
  status: `
Examples:
  tokenkeep status
  tokenkeep status --json
`,
  doctor: `
Examples:
  tokenkeep doctor
  tokenkeep doctor --config tokens.ts
`,
  agent: `
Examples:
  tokenkeep agent
  curl --unix-socket "$XDG_RUNTIME_DIR/tokenkeep/agent.sock" http://localhost/oauth2/token:generate \\
    -H 'Content-Type: application/json' -d '{"type":"application","appId":"any","appSecret":"any"}'
  tokenkeep agent --port 4011 --key-file agent.key --log
`,
  all: `
Exit codes: 0 well, 1 something to mend, 2 usage or configuration, 3 credentials refused, 4 issuer out of reach,
5 no usable token in its answer, 22 HTTP error (fetch), else the command's own (exec).
`,
} as const;
