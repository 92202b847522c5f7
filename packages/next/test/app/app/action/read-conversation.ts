'use server';

import { tokens } from '../../lib/tokens';

export async function readConversation(id: string): Promise<string> {
  const response = await tokens.fetch(`${process.env['SYMBL_BASE_URL']}/v1/conversations/${id}`);
  return response.text();
}
