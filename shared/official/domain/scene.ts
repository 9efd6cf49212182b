import * as z from "zod";

/** Seconds for which WeChat keeps a code, 30 days at most. */
const seconds = z.int().min(1).max(2_592_000);

/** What the events of a code say: a text of up to 64 bytes, or a number. */
const sceneSchema = z.union([
  z
    .string()
    .min(1)
    .refine((text) => Buffer.byteLength(text) <= 64, "a scene has 64 bytes at most"),
  z
    .int()
    .min(1)
    .max(2 ** 32 - 1),
]);

/** A QR code to make. Without `expireSeconds` it stays for good: an account has 100,000 of these, numbers up to 100,000. */
export const qrCodeSchema = z
  .strictObject({ scene: sceneSchema, expireSeconds: seconds.exactOptional() })
  .refine(({ scene, expireSeconds }) => expireSeconds !== undefined || typeof scene === "string" || scene <= 100_000, {
    path: ["scene"],
    message: "the number of a code that stays is 100,000 at most",
  });

export type NewQrCode = z.infer<typeof qrCodeSchema>;
