/**
 * The line of a process's stderr that says why it ended. Before the error Node prints where it was thrown, and after it
 * the stack: neither is meant for whoever starts the example.
 */
export function complaintLine(stderr: string): string {
  const lines = stderr.trim().split('\n');
  return lines.find((line) => /^\w*Error\b.*: /.test(line)) ?? lines[0] ?? '';
}
