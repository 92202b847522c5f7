/** The client of a gateway: of socket.io, or a `WebSocket` as of `ws`. */
export interface GatewayClient {
  /** A number in a `WebSocket`, whose `emit` reaches listeners in this process and not the peer. */
  readonly readyState?: number;
  send(message: string): unknown;
  emit(event: string, data: object): unknown;
}

/** Sends an event to the other side of a socket, in the form that Nest's own filter for gateways uses. */
export function sendToSocket(client: GatewayClient, event: string, data: object): void {
  if (typeof client.readyState === 'number') client.send(JSON.stringify({ event, data }));
  else client.emit(event, data);
}
