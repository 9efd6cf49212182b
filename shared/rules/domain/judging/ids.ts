/** Ids as filters name them: whole ones, and beginnings such as `gh_*`. */
export type Ids = { has(id: string): boolean };

const ANY = "*";

/** Whether a filter names all ids that begin alike. */
export function isBeginning(id: string): boolean {
  return id.endsWith(ANY);
}

/** Why an id of a filter names no one; undefined for an id that can be met. */
export function idFault(id: string): string | undefined {
  const asterisks = id.split(ANY).length - 1;
  if (asterisks === 0 || (asterisks === 1 && isBeginning(id) && id !== ANY)) return undefined;
  return `'${id}': an asterisk stands at the end alone, after a beginning such as 'gh_*'`;
}

export function idsOf(ids: readonly string[]): Ids {
  const beginnings = ids.filter(isBeginning).map((id) => id.slice(0, -ANY.length));
  const whole = new Set(ids);
  if (beginnings.length === 0) return whole;
  return { has: (id) => whole.has(id) || beginnings.some((beginning) => id.startsWith(beginning)) };
}
