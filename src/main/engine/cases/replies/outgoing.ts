/** What stands beside a reply in the outbox. */
interface Outgoing {
  readonly replyId: string;
  readonly caseId: string;
  readonly to: string;
}

/**
 * Under which a reply is sealed while it waits in the outbox: it says what a customer and support talk about. Whoever can write to the
 * database can neither send it to another address nor put another reply in its place.
 */
export const outgoingContext = ({ replyId, caseId, to }: Outgoing): string => JSON.stringify(['outbox.reply', replyId, caseId, to]);
