/** The product's sign: a gate that lets itself down. */
export function Mark({ size = 22 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden focusable="false">
      <rect width="32" height="32" rx="7" fill="var(--pc-accent-fill)" />
      <path
        d="M8 25V14a8 8 0 0 1 16 0v11M13.3 7v18M18.7 7v18M8 13.5h16M8 19h16"
        fill="none"
        stroke="#fff"
        strokeWidth="2"
        strokeLinecap="round"
      />
    </svg>
  );
}
