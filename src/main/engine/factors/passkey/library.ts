/**
 * WebAuthn's own rules, by SimpleWebAuthn. With the certificates' formats it is two hundred files, which a program that starts need not
 * wait for: whoever serves the APIs loads it before the first ceremony.
 */
export const webAuthn = async () => ({ ...(await import('@simplewebauthn/server')), ...(await import('@simplewebauthn/server/helpers')) });
