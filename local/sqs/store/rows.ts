import type { SQLOutputValue } from "node:sqlite";

/** One row as `node:sqlite` gives it. */
export type Row = Record<string, SQLOutputValue>;

/** The whole number in a column. */
export function whole(row: Row, column: string): number {
  const value = row[column];
  if (typeof value !== "number") throw new TypeError(`column ${column} holds no number`);
  return value;
}

/** The text in a column. */
export function text(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== "string") throw new TypeError(`column ${column} holds no text`);
  return value;
}

/** The text in a column, or undefined for NULL. */
export const optionalText = (row: Row, column: string): string | undefined =>
  row[column] === null ? undefined : text(row, column);

/** The whole number in a column, or undefined for NULL. */
export const optionalWhole = (row: Row, column: string): number | undefined =>
  row[column] === null ? undefined : whole(row, column);
