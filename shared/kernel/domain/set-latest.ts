/**
 * Puts a key at the end of a map that keeps the `most` latest keys: what was put first goes first. For caches whose
 * values can be made or loaded again.
 */
export function setLatest<K, V>(map: Map<K, V>, key: K, value: V, most: number): void {
  map.delete(key);
  for (const oldest of map.keys()) {
    if (map.size < most) break;
    map.delete(oldest);
  }
  map.set(key, value);
}
