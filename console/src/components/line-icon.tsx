/** A drawing of strokes in 20 by 20, decorative: what it means stands beside it, or names the button. */
export function LineIcon({ drawing }: { drawing: string }) {
  return (
    <svg className="line-icon" viewBox="0 0 20 20" aria-hidden="true">
      <path d={drawing} />
    </svg>
  );
}
