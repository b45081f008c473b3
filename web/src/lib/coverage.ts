// Three classes of coverage. Shape, number and colour say the same.
export type Level = 'good' | 'middle' | 'low' | 'none';
export const good_from = 0.95;
export const middle_from = 0.8;

export function level(share: number | null | undefined): Level {
  if (share === null || share === undefined) return 'none';
  if (share >= good_from - 1e-9) return 'good';
  return share >= middle_from - 1e-9 ? 'middle' : 'low';
}

/** An SVG path around 0,0: a circle, a diamond, a triangle; all about 2 r wide. */
export function shape(of: Level, r: number): string {
  if (of === 'low') return `M0 ${-r * 1.15}L${r * 1.1} ${r * 0.85}H${-r * 1.1}Z`;
  if (of === 'middle') return `M0 ${-r * 1.2}L${r * 1.2} 0L0 ${r * 1.2}L${-r * 1.2} 0Z`;
  return `M${-r} 0a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`;
}
