import * as z from "zod";

/** One thing that an operator did or tried to. */
export const auditEntrySchema = z.object({
  /** ULID. */
  id: z.string(),
  /** Epoch ms. */
  at: z.number(),
  subject: z.string(),
  role: z.string(),
  method: z.string(),
  path: z.string(),
  /** `started` is written before the request is carried out, the HTTP status after it. */
  status: z.union([z.literal("started"), z.int()]),
});

export type AuditEntry = Readonly<z.infer<typeof auditEntrySchema>>;
