import * as z from "zod";

/** Endpoints live at https addresses; the machine's own, as the simulator's or a local model's, may be plain. */
function isEndpoint(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || url.username || url.password || url.search || url.hash) return false;
  return (
    url.protocol === "https:" || (url.protocol === "http:" && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname))
  );
}

const baseUrl = z
  .string()
  .refine(isEndpoint, "must be an https address without user name or query, such as https://api.openai.com/v1");
const headerName = z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/, "must be the name of a header");
const headerValue = z.string().regex(/^[\t\x20-\x7e]*$/, "must be printable ASCII");

/** The secret of the AI: any endpoint that speaks OpenAI's chat completions. Its writer is trusted. */
export const aiCredentialsSchema = z.strictObject({
  /** What `/chat/completions` is put behind. */
  baseUrl,
  /** Goes as `Authorization: Bearer …`. */
  apiKey: z
    .string()
    .min(1, "the AI's key is not set")
    .regex(/^[\x21-\x7e]+$/, "must be printable ASCII"),
  model: z.string().min(1).max(200),
  /** Further headers, such as a project's. */
  headers: z.record(headerName, headerValue).optional(),
  /** What the limit of an answer is called: newer models of OpenAI take `max_completion_tokens` only. */
  maxTokensName: z.enum(["max_tokens", "max_completion_tokens"]).optional(),
  /** Has questions and answers judged by the endpoint's `/moderations` too. */
  moderation: z.strictObject({ baseUrl: baseUrl.optional(), model: z.string().min(1).max(200).optional() }).optional(),
});

export type AiCredentials = z.infer<typeof aiCredentialsSchema>;
