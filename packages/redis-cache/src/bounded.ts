const boundMs = 250;

/**
 * The reply, or an error after 250 ms. Both clients wait for ever on a server that is silent or not connected, and keep
 * the command for later; its late reply or error is then nobody's concern.
 */
export async function bounded<T>(command: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`Redis did not answer within ${boundMs} ms.`)), boundMs);
  });
  try {
    return await Promise.race([command, silence]);
  } finally {
    clearTimeout(timer);
  }
}
