import * as z from "zod";
import { assertOwnAndFresh, unreadable } from "./encrypted-data.ts";

/** A person's phone number. `phoneNumber` has the country's code in front where that is not China's. */
export type PhoneNumber = {
  readonly phoneNumber: string;
  readonly purePhoneNumber: string;
  readonly countryCode: string;
};

const phoneSchema = z.object({
  phoneNumber: z.string().min(1),
  purePhoneNumber: z.string().min(1),
  countryCode: z.union([z.string(), z.number()]).transform(String),
  watermark: z.object({ appid: z.string(), timestamp: z.number() }),
});

/** Reads what WeChat tells of a number. Throws `unprocessable` where it is for another app, or not of now. */
export function phoneNumberIn(appId: string, told: unknown, now: number): PhoneNumber {
  const { success, data } = phoneSchema.safeParse(told);
  if (!success) throw unreadable();
  const { watermark, ...number } = data;
  assertOwnAndFresh(appId, watermark, now);
  return number;
}
