/** What the phone says to a refusal, by the reason that the API gives. */
export const refusals = {
  wrong_number: (left: number) =>
    left === 0
      ? 'That was not the number, three times. The request was cancelled; start again where you began.'
      : `That is not the number shown where you started. ${left} ${left === 1 ? 'try' : 'tries'} left.`,
  other_text: 'What this phone received does not fit together, so it signs nothing. Tell support.',
  no_key: 'This phone does not hold the key any more. Delete the trusted device and add it again.',
  already_answered: 'This request was answered already.',
  timed_out: 'It has timed out. Start again where you began.',
  operation_finished: 'What this request was about is over already.',
  not_the_trusted_device: 'Only your trusted device can open this.',
  not_an_app_device: 'Only the app on a phone that logged in lately can answer this.',
  device_silent: 'This phone has not logged in for too long. Log out, log in again, and answer then.',
  trusted_device_gone: 'This phone is not the trusted device any more.',
  link_used: 'This code was scanned already. A code works once; use the request that is open, or start again.',
  bad_signature: 'What was signed here is not what your account holds, so it was refused. Tell support.',
  sub_account: 'Only the main account can do this.',
  not_native_app: 'Only the app can do this.',
  already_has_trusted_device: 'There is a trusted device already. Delete it first.',
  challenge_expired: 'That took too long. Begin again.',
  same_device: 'Scan the code on another device than the one that shows it.',
  no_document_photo: 'Hand in your document with a photo of its front first.',
} as const;
