import { useMemo } from 'react';
import { encode } from 'uqr';

interface QrCodeProps {
  readonly text: string;
  /** Says what scanning it does. */
  readonly label: string;
  readonly size?: number;
}

/** A QR code, always dark on light: scanners expect it so in either theme. */
export function QrCode({ text, label, size = 184 }: QrCodeProps) {
  const { path, width } = useMemo(() => {
    const code = encode(text, { ecc: 'M', border: 3 });
    const cells = code.data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])));
    return { path: cells.join(''), width: code.size };
  }, [text]);
  return (
    <svg role="img" aria-label={label} width={size} height={size} viewBox={`0 0 ${width} ${width}`} shapeRendering="crispEdges">
      <rect width={width} height={width} rx={1} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
