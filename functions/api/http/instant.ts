import * as z from "zod";

/** Epoch ms, or a date or time in ISO 8601 (a date alone: its midnight in UTC). */
export const instant = z
  .union([z.int().min(0), z.iso.datetime({ offset: true }), z.iso.date()], {
    error: "neither an ISO 8601 date nor epoch milliseconds",
  })
  .transform((value) => (typeof value === "number" ? value : Date.parse(value)));
