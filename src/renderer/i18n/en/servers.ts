/** Texts about where the desktop app's data is. */
export const servers = {
  here: 'On this computer',
  connectedTo: 'On {{address}}',
  connect: 'Connect to a server…',
  disconnect: 'Disconnect',
  title: 'Connect to a team’s server',
  about:
    'This app then shows the team’s workspace and leaves the one on this computer alone, until you disconnect. You sign in there with the account that you have there.',
  address: 'Address of the server',
  addressHint: 'Such as https://risk.example.com. Without https only a server on this computer can be used.',
  check: 'Check',
  checking: 'Checking…',
  found: 'This is what answers at {{address}}',
  workspace: 'Workspace',
  version: 'Version',
  security: 'Connection',
  encrypted: 'Encrypted, and its certificate is trusted by this computer',
  loopback: 'On this computer, unencrypted',
  demo: 'This is a demo: everything in it is invented.',
  use: 'Connect',
  recent: 'Recent servers',
  forget: 'Remove {{address}} from the list',
  leaves: 'Windows begin anew. What is typed and not sent in them is lost.',
  problem: {
    address: 'This is no address of a server. It has a name and perhaps a port, and nothing after them.',
    https: 'Only https will do: on the way to another computer, anybody could read and change what is sent without it.',
    certificate:
      'The server could not prove who it is, so nothing was sent to it. Ask whoever looks after it for a certificate that this computer trusts; there is no way around it here.',
    unreachable: 'The server cannot be reached. Check the address and your network.',
    not_portcullis: 'Something answers there, but it is no Portcullis server.',
    version: 'The server’s version and this app’s ({{detail}}) do not go together. Update the older one.',
    changed:
      'Another workspace answers there than the one you chose ({{detail}}), so nothing was sent to it. Connect to it anew if that is meant.',
  },
} as const;
