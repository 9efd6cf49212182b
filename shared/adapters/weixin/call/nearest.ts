const MOST = 3;

/** The names that are most like another one, the most like first. */
export function nearest(name: string, names: readonly string[]): readonly string[] {
  const wanted = pairs(name);
  return names
    .map((one) => ({ one, likeness: likeness(wanted, pairs(one)) }))
    .sort((a, b) => b.likeness - a.likeness)
    .slice(0, MOST)
    .map(({ one }) => one);
}

/** Letters in pairs, with each end as one: short names differ too. */
function pairs(name: string): ReadonlySet<string> {
  const text = ` ${name.toLowerCase()} `;
  return new Set(Array.from({ length: text.length - 1 }, (_, at) => text.slice(at, at + 2)));
}

/** Share of the pairs that two names have in common, 0 to 1. */
function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const common = [...a].filter((pair) => b.has(pair)).length;
  return (2 * common) / (a.size + b.size);
}
