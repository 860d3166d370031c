const base58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const bech32 = '023456789acdefghjklmnpqrstuvwxyz';
const hex = '0123456789abcdef';

interface Shape {
  readonly prefix: string;
  readonly alphabet: string;
  /** Characters after the prefix. */
  readonly length: number;
}

const ethereum: Shape = { prefix: '0x', alphabet: hex, length: 40 };
const shapes: Readonly<Record<string, Shape>> = {
  Bitcoin: { prefix: 'bc1q', alphabet: bech32, length: 38 },
  Lightning: { prefix: 'lnbc1', alphabet: bech32, length: 60 },
  Ethereum: ethereum,
  Arbitrum: ethereum,
  Tron: { prefix: 'T', alphabet: base58, length: 33 },
  Solana: { prefix: '', alphabet: base58, length: 44 },
};

/** An address in a network's shape that belongs to nobody, so that whoever looks around need not invent one. @param network as the exchange names it */
export function sampleAddress(network: string): string {
  const { prefix, alphabet, length } = shapes[network] ?? ethereum;
  const random = crypto.getRandomValues(new Uint32Array(length));
  return prefix + Array.from(random, (number) => alphabet.charAt(number % alphabet.length)).join('');
}
