import { createAgentServer } from '../agent/agent-server.ts';
import { activatedSocket } from '../agent/activated-socket.ts';
import { readKeyFile } from '../agent/key-file.ts';
import { listenOn, type Place } from '../agent/listen-on.ts';
import { defaultRuntimeFolder, makeRuntimeFolder } from '../agent/runtime-folder.ts';
import { untilSignal } from '../agent/until-signal.ts';
import type { CommonOptions } from '../common-options.ts';
import { openClient } from '../open-client.ts';
import { logLine } from '../print/log-line.ts';
import { UsageError } from '../usage-error.ts';

/** What `tokenkeep agent` can be told. */
export interface AgentOptions extends CommonOptions {
  readonly socket?: string;
  readonly port?: number;
  readonly keyFile?: string;
  readonly log?: true;
}

/** Serves the token to this machine's other programs until Ctrl-C or SIGTERM. */
export async function agent({ socket, port, keyFile, log, ...given }: AgentOptions): Promise<number> {
  if (socket !== undefined && port !== undefined) throw new UsageError('Give --socket or --port, not both.');
  const write = (entry: Parameters<typeof logLine>[0]): void => {
    if (log) process.stdout.write(logLine(entry));
  };
  await using open = await openClient(given, write);
  const place = choosePlace(socket, port);
  const { key, file } = readKeyFor(place, keyFile);
  const server = createAgentServer({ client: open.client, key, onRefusal: write });
  // Before anybody can know that it listens, and stop it.
  const stopped = untilSignal();
  await using listening = await listenOn(server, place);
  process.stderr.write(`Listening on ${listening.address}${file === undefined ? '' : `, the key is in ${file}`}.\n`);
  await stopped;
  return 0;
}

/** Where to listen: what systemd hands over, `--port`, `--socket`, else a socket in the runtime folder. */
function choosePlace(socket: string | undefined, port: number | undefined): Place {
  const fd = activatedSocket(process.env, process.pid);
  if (fd !== undefined) return { kind: 'activated', fd };
  if (port !== undefined) return { kind: 'port', port };
  return { kind: 'socket', path: socket ?? `${makeRuntimeFolder(defaultRuntimeFolder())}/agent.sock` };
}

/** A port is open to every user of the machine, so it always has a key; a socket has one when `--key-file` is given. */
function readKeyFor(place: Place, given: string | undefined): { readonly key?: string; readonly file?: string } {
  if (given === undefined && place.kind === 'socket') return {};
  const file = given ?? `${makeRuntimeFolder(defaultRuntimeFolder())}/agent.key`;
  return { key: readKeyFile(file), file };
}
