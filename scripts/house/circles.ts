/** The first circle in a graph of names, as the names along it with the first one again at the end; undefined where there is none. */
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
