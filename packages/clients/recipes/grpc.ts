import { InterceptingCall, Metadata, status, type Interceptor, type StatusObject } from '@grpc/grpc-js';
import { withToken, type TokenClient } from '@tokenkeep/core';

type Call = ConstructorParameters<typeof InterceptingCall>[0];

/** For `new Client(address, credentials, { interceptors: [tokenInterceptor(tokens)] })`; the channel decides where it goes. */
export function tokenInterceptor(tokens: TokenClient): Interceptor {
  return (options, nextCall) => {
    // A request that is streamed cannot be sent again.
    const replayable = !options.method_definition.requestStream;
    // What the caller did before the server accepted the call: done when there is a call, and again on a second attempt.
    let asked: ((call: Call) => void)[] | undefined = [];
    let call: Call | undefined;
    const pass = (operation: (call: Call) => void): void => {
      if (call === undefined || replayable) asked?.push(operation);
      if (call !== undefined) operation(call);
    };
    return new InterceptingCall({
      start(metadata, listener) {
        /** Resolves with the status of a call that ends before the server accepted it. */
        const attempt = (accessToken: string): Promise<StatusObject | undefined> =>
          new Promise((resolve) => {
            const sent = metadata.clone();
            sent.set('authorization', `Bearer ${accessToken}`);
            call = nextCall(options);
            call.start(sent, {
              onReceiveMetadata(received) {
                asked = undefined;
                resolve(undefined);
                listener?.onReceiveMetadata?.(received);
              },
              onReceiveMessage: (message) => listener?.onReceiveMessage?.(message),
              onReceiveStatus: (end) => (asked === undefined ? listener?.onReceiveStatus?.(end) : resolve(end)),
            });
            for (const operation of asked ?? []) operation(call);
          });
        withToken(
          tokens,
          ({ accessToken }) => attempt(accessToken),
          (end) => end?.code === status.UNAUTHENTICATED,
          { replayable },
        ).then(
          (end) => end && listener?.onReceiveStatus?.(end),
          ({ message: details }: Error) =>
            listener?.onReceiveStatus?.({ code: status.UNAVAILABLE, details, metadata: new Metadata() }),
        );
      },
      sendMessageWithContext: (context, message) => pass((call) => call.sendMessageWithContext(context, message)),
      sendMessage: (message) => pass((call) => call.sendMessage(message)),
      startRead: () => pass((call) => call.startRead()),
      halfClose: () => pass((call) => call.halfClose()),
      cancelWithStatus: (code, details) => pass((call) => call.cancelWithStatus(code, details)),
      getPeer: () => call?.getPeer() ?? 'none yet',
      getAuthContext: () => call?.getAuthContext() ?? null,
    });
  };
}
