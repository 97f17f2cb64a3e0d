/** The product's mark, decorative beside its name; the cashier has the same (`cashier/src/icons.tsx`). */
export function Brand() {
  return (
    <svg className="brand" viewBox="0 0 24 24" aria-hidden="true">
      <path d="M12 1.5l8.5 3v6.8c0 5.2-3.5 9.3-8.5 11.2-5-1.9-8.5-6-8.5-11.2V4.5z" />
      <path className="stroke" d="M8 12l2.9 2.9L16.2 9.3" />
    </svg>
  );
}
