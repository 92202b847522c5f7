/** The mock server's controls, over nothing but `fetch`. */
export function controlIssuer(baseUrl) {
  const call = async (method, path, body) => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${baseUrl}/__mock${path}`, { method, headers, body: body && JSON.stringify(body) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  };
  return {
    counters: () => call('GET', '/counters'),
    reset: () => call('POST', '/reset', {}),
    fault: (fault, times = 1) => call('POST', '/faults', { route: 'token', times, fault }),
    age: (appId, ms) => call('POST', '/age', { appId, ms }),
    revoke: () => call('POST', '/revoke', {}),
  };
}
