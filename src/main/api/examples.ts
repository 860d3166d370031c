/** One request body as the reference shows it. */
export interface RequestExample {
  readonly summary: string;
  readonly value: Readonly<Record<string, unknown>>;
}

const signature = 'MEUCIQDexampleExampleExampleExampleExampleExampleExampleExampleExampleExampleExample00';
/** Stands for a picture; a real one is longer. */
const picture = '/9j/4AAQSkZJRgABAQAAAQ==';
const operationId = 'op_01kc9zw4j8qv2m6t3x5y7r9d1f';

/** Example bodies by procedure name. A test parses each against its contract, so that none can grow wrong. */
export const requestExamples: Readonly<Record<string, Readonly<Record<string, RequestExample>>>> = {
  'operations.submit': {
    login: {
      summary: 'A log-in in a browser',
      value: {
        accountId: 'acc-10042',
        kind: 'login',
        client: 'web',
        device: { id: 'browser-7f3a', os: 'Windows 11' },
        address: '203.0.113.7',
        userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/148.0.0.0 Safari/537.36',
        credentialResult: 'accepted',
      },
    },
    withdrawal: {
      summary: 'A withdrawal started on the web',
      value: {
        accountId: 'acc-10042',
        kind: 'withdrawal',
        client: 'web',
        device: { id: 'browser-7f3a' },
        address: '203.0.113.7',
        amount: '0.75000000',
        asset: 'BTC',
        referenceValue: '71250.00',
        destination: { address: 'bc1qexampleexampleexampleexampleexample0', network: 'Bitcoin' },
      },
    },
  },
  'operations.execute': {
    execute: {
      summary: 'Just before the money moves',
      value: {
        amount: '0.75000000',
        asset: 'BTC',
        destination: { address: 'bc1qexampleexampleexampleexampleexample0', network: 'Bitcoin' },
      },
    },
  },
  'operations.cancel': { cancel: { summary: 'The customer changed their mind', value: { reason: 'cancelled in the app' } } },
  'operations.label': { fraud: { summary: 'A customer reported it', value: { label: 'fraud' } } },
  'accounts.put': {
    account: {
      summary: 'A main account',
      value: { kind: 'main', name: 'Ada Example', email: 'ada@example.com', phone: '+4915112345678', country: 'DE' },
    },
  },
  'accounts.recordVerification': {
    verified: { summary: 'Document checked and face enrolled', value: { status: 'verified', level: 2, faceEnrolled: true } },
  },
  'accounts.recordSecurityChange': { reset: { summary: 'The customer reset the password', value: { change: 'password_reset' } } },
  'sessions.create': {
    session: {
      summary: 'After an authorized log-in on a phone',
      value: { client: 'ios', deviceId: 'phone-2b91', deviceName: 'Ada’s phone', address: '203.0.113.7' },
    },
  },
  'operations.completeStep': { code: { summary: 'A code from the authenticator app', value: { code: '492817' } } },
  'verificationRequests.open': { link: { summary: 'What the QR code held', value: { link: 'portcullis://approve/…' } } },
  'verificationRequests.answer': {
    approve: { summary: 'Approve, with the number that the initiator shows', value: { answer: 'approve', number: '42', signature } },
    reject: { summary: 'Reject: it was not me', value: { answer: 'reject', reason: 'not_me', signature } },
  },
  'trustedDevice.challenge': { challenge: { summary: 'Begin', value: { operationId } } },
  'trustedDevice.register': {
    register: {
      summary: 'Bind this phone',
      value: {
        operationId,
        challenge: 'Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmE',
        publicKey: {
          kty: 'EC',
          crv: 'P-256',
          x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
          y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
        },
        signature,
        name: 'Ada’s phone',
      },
    },
  },
  'trustedDevice.remove': { remove: { summary: 'After the step-up', value: { operationId } } },
  'authenticator.begin': { begin: { summary: 'Begin', value: { operationId } } },
  'authenticator.finish': { finish: { summary: 'Prove it', value: { factorId: 'fac_01kc9zw4j8qv2m6t3x5y7r9d1f', code: '492817' } } },
  'securityItems.begin': {
    email: { summary: 'Another e-mail address', value: { operationId, item: 'email', destination: 'ada.new@example.com' } },
    phone: { summary: 'Another phone', value: { operationId, item: 'phone', destination: '+4915187654321' } },
  },
  'securityItems.confirm': { confirm: { summary: 'The code that was sent there', value: { code: '492817' } } },
  'securityItems.remove': { remove: { summary: 'The phone number goes', value: { operationId, item: 'phone' } } },
  'passkeys.begin': { begin: { summary: 'On this device', value: { operationId, kind: 'this_device', credentialManager: true } } },
  'passkeys.finish': {
    finish: {
      summary: 'What the browser made',
      value: {
        operationId,
        name: 'Ada’s laptop',
        response: {
          id: 'AQIDBAUGBwgJCgsMDQ4PEA',
          rawId: 'AQIDBAUGBwgJCgsMDQ4PEA',
          type: 'public-key',
          response: {
            clientDataJSON: 'eyJ0eXBlIjoid2ViYXV0aG4uY3JlYXRlIn0',
            attestationObject: 'o2NmbXRkbm9uZQ',
            transports: ['internal'],
          },
          clientExtensionResults: {},
        },
      },
    },
  },
  'passkeys.rename': { rename: { summary: 'A name that its owner knows', value: { name: 'Blue security key' } } },
  'passkeys.remove': { remove: { summary: 'After the step-up', value: { operationId } } },
  'passkeys.askForRemoval': { ask: { summary: 'It is lost', value: { note: 'The phone was stolen on the train.' } } },
  'passkeys.transfers.begin': { begin: { summary: 'Begin', value: { operationId } } },
  'passkeys.transfers.open': { open: { summary: 'What the QR code held', value: { link: 'portcullis://passkey/…' } } },
  'mandatoryPasskey.turnOn': { on: { summary: 'After the step-up', value: { operationId } } },
  'mandatoryPasskey.turnOff': { off: { summary: 'After the step-up by passkey', value: { operationId } } },
  'documents.add': {
    passport: {
      summary: 'A passport that the platform checked',
      value: {
        kind: 'passport',
        country: 'DE',
        number: 'C01X00T47',
        name: 'Ada Example',
        birthDate: '1990-04-12',
        expiresOn: '2032-04-11',
        verified: true,
      },
    },
  },
  'identity.submit': {
    card: {
      summary: 'An identity card, both sides',
      value: {
        operationId,
        kind: 'identity_card',
        country: 'DE',
        number: 'L01X00T47',
        name: 'Ada Example',
        birthDate: '1990-04-12',
        expiresOn: '2032-04-11',
        images: [
          { side: 'front', image: picture },
          { side: 'back', image: picture },
        ],
      },
    },
  },
  'trustedDevice.challengeRestoration': { challenge: { summary: 'Begin', value: { operationId } } },
  'trustedDevice.restore': {
    restore: {
      summary: 'The phone proves that it still has its key',
      value: { operationId, challenge: 'Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmE', signature },
    },
  },
  'deviceResets.request': {
    request: {
      summary: 'Every security key was lost',
      value: { targets: ['passkeys'], reason: 'My security keys were stolen with my bag' },
    },
  },
  'callerVerifications.answer': { deny: { summary: 'I am not in contact with support', value: { answer: 'deny' } } },
  'links.read': { link: { summary: 'What followed the # of the page’s address', value: { link: 'cancel.rst_…' } } },
  'links.answer': { cancel: { summary: 'The customer tapped “stop the reset”', value: { link: 'cancel.rst_…', answer: 'cancel' } } },
  'face.begin': { begin: { summary: 'Begin', value: { operationId } } },
  'face.finish': {
    finish: {
      summary: 'The frames in the order taken',
      value: {
        factorId: 'fac_01kc9zw4j8qv2m6t3x5y7r9d1f',
        frames: [
          { image: picture, atMs: 0 },
          { image: picture, atMs: 180 },
        ],
      },
    },
  },
  'face.remove': { remove: { summary: 'After the step-up', value: { operationId } } },
};
