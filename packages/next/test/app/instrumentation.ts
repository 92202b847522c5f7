import { tokens } from './lib/tokens';

export async function register(): Promise<void> {
  await tokens.getToken();
}
