/** The first file descriptor that systemd hands over (sd_listen_fds(3)). */
const firstDescriptor = 3;

/**
 * The socket that systemd has opened for this process, by socket activation.
 *
 * @returns its file descriptor; `undefined` when there is none, or it was meant for another process
 */
export function activatedSocket(env: NodeJS.ProcessEnv, pid: number): number | undefined {
  const { LISTEN_PID: forPid, LISTEN_FDS: count } = env;
  return forPid === String(pid) && count === '1' ? firstDescriptor : undefined;
}
