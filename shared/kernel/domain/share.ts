import * as z from "zod";
import { sha256Hex } from "./ids.ts";

const percent = z.number().min(0).max(100);

/**
 * A share of the users, always the same ones: each has a stable place from 0 to 100, and those within `from` and
 * `from + percent` are in. Entries with the same `salt` share places, so that 0–10 and 10–100 split all users in two.
 */
export const shareSchema = z
  .strictObject({
    percent,
    from: percent.default(0),
    salt: z.string().max(64).default(""),
  })
  .refine((share) => share.from + share.percent <= 100, { path: ["percent"], message: "from and percent exceed 100" });

export type Share = z.infer<typeof shareSchema>;

/** Places are told apart by hundredths of a percent. */
const PLACES = 10_000;

/** Whether a user is in the share. */
export function isInShare(user: string, { percent: width, from, salt }: Share): boolean {
  const place = (Number.parseInt(sha256Hex(salt, user).slice(0, 12), 16) % PLACES) / (PLACES / 100);
  return place >= from && place < from + width;
}
