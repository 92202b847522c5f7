// Run by symbl-sdk.test.ts in a process of its own: the SDK switches off TLS verification for the whole process.
const { SDK } = require('@symblai/symbl-js');
const { default: OAuth2 } = require('@symblai/symbl-js/dist/api/OAuth2');

const [url, appId, appSecret] = process.argv.slice(2);

async function main() {
  const sdk = new SDK();
  sdk.oauth2 = new OAuth2({ authBasePath: url });
  await sdk.init({ appId, appSecret, basePath: url });
  // Reads the expiry out of the token, which must be a JWT for it.
  const read = await sdk.oauth2.refreshAuthToken();
  return { accessToken: sdk.oauth2.activeToken, expiresIn: sdk.oauth2.expiresIn, read: read.accessToken };
}

main().then(
  (result) => end(result),
  ({ message }) => end({ message }),
);

// The SDK's refresh timer would keep the process alive.
function end(result) {
  process.stdout.write(JSON.stringify(result), () => process.exit(0));
}
