export const pluginName = '@tokenkeep/fastify-plugin';

/** How an error at boot says which of an app's registrations it is about. */
export function registrationName(namespace: string | undefined): string {
  return namespace === undefined ? pluginName : `app.tokenClient.${namespace}`;
}
