/** Under which a reply is sealed while it waits in the outbox: it says what a customer and support talk about. */
export const outgoingContext = 'outbox.reply';
