/**
 * The first circle in a graph, as its names in order with the first one again at the end; undefined for a graph without
 * a circle.
 */
export function findCircle(edges: ReadonlyMap<string, Iterable<string>>): readonly string[] | undefined {
  const done = new Set<string>();
  const way: string[] = [];

  function follow(name: string): readonly string[] | undefined {
    const seen = way.indexOf(name);
    if (seen !== -1) return [...way.slice(seen), name];
    if (done.has(name)) return undefined;
    way.push(name);
    for (const next of edges.get(name) ?? []) {
      const circle = follow(next);
      if (circle) return circle;
    }
    way.pop();
    done.add(name);
    return undefined;
  }

  for (const name of edges.keys()) {
    const circle = follow(name);
    if (circle) return circle;
  }
  return undefined;
}
