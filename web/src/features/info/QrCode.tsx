// A QR code as one path. It is dark on light in both themes, because scanners need that.
import { encode } from "uqr";

const MARGIN = 2;

export function QrCode({ text }: { text: string }) {
  const { data, size } = encode(text, { border: MARGIN });
  const squares = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : [])));
  return (
    <svg class="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label="QR code of the link">
      <path d={squares.join("")} />
    </svg>
  );
}
