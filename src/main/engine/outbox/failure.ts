/**
 * A message that the next hop refuses for good, such as a mailbox that does not exist: sending it again would be refused again. Every other
 * error of a mail or SMS port counts as passing. Its words reach the operators, so they name no address.
 */
export class PermanentFailure extends Error {
  override readonly name = 'PermanentFailure';
}

/** A failure that may pass. Its name and message hold nothing that a provider quoted from the message. */
export class TransientFailure extends Error {
  override readonly name = 'TransientFailure';
}
