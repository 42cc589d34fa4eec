// The logo: two bubbles whose tails point at the speakers.
export function Logo({ size }: { size?: 56 | 72 }) {
  return (
    <svg class={size ? `logo s${size}` : "logo"} viewBox="0 0 64 64" aria-hidden="true">
      <path d="M26 6a21 21 0 0 1 0 42H8a3 3 0 0 1-3-3V27A21 21 0 0 1 26 6z" />
      <path class="them" d="M41 25a17 17 0 0 1 17 17v14.5a1.5 1.5 0 0 1-1.5 1.5H41a16.5 16.5 0 0 1 0-33z" />
    </svg>
  );
}
