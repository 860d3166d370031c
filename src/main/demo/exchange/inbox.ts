import { z } from 'zod';

const messageSchema = z.object({ channel: z.string(), to: z.string(), subject: z.string().nullable(), text: z.string(), at: z.int() });
const messagesSchema = z.object({ items: z.array(messageSchema) });

/**
 * Mail and SMS to these addresses, newest first. The demo workspace keeps them instead of sending them, and shows them to programs on its
 * own machine.
 * @throws Error when Portcullis does not answer
 */
export async function keptMessages(portcullis: string, destinations: readonly string[]): Promise<z.output<typeof messageSchema>[]> {
  const response = await fetch(`${portcullis}/demo/messages`);
  if (!response.ok) throw new Error(`the messages could not be read: ${response.status}`);
  const { items } = messagesSchema.parse(await response.json());
  return items.filter(({ to }) => destinations.includes(to));
}
