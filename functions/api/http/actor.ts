import * as z from "zod";
import { AppError } from "../../../shared/kernel/domain/errors.ts";
import { wellFormed } from "../../../shared/kernel/domain/well-formed.ts";

/** From the least to the most powerful: each may do what those before it may. */
const roles = ["public", "viewer", "operator", "admin"] as const;
export type Role = (typeof roles)[number];

/** Who calls. */
export type Actor = { readonly subject: string; readonly role: Role };

/** Who calls a route that needs no login. */
export const ANONYMOUS: Actor = { subject: "", role: "public" };

const contextSchema = z.object({
  authorizer: z.object({ jwt: z.object({ claims: z.record(z.string(), z.unknown()) }) }),
});

const claimsSchema = z.object({ sub: z.string().min(1), token_use: z.literal("access") });

/**
 * The caller by the claims that the JWT authorizer verified. Only access tokens count: an ID token tells who a person
 * is, not what the person may do. Throws `unauthorized` without such a token and `forbidden` if it names no role.
 */
export function actorOf(requestContext: unknown): Actor {
  const context = contextSchema.safeParse(requestContext);
  if (!context.success) throw new AppError("unauthorized", "a bearer token is needed");
  const { claims } = context.data.authorizer.jwt;
  const identity = claimsSchema.safeParse(claims);
  if (!identity.success) throw new AppError("unauthorized", "the token is not an access token of a user");
  const named = new Set([...namesIn(claims["cognito:groups"]), ...namesIn(claims.role)]);
  const role = roles.findLast((known) => known !== "public" && named.has(known));
  if (!role) throw new AppError("forbidden", "the token names none of the roles viewer, operator, admin");
  return { subject: wellFormed(identity.data.sub), role };
}

/** Whether an actor's role reaches the one that a route asks for. */
export function reaches(actor: Actor, needed: Role): boolean {
  return roles.indexOf(actor.role) >= roles.indexOf(needed);
}

/**
 * API Gateway renders an array claim as `[admin operator]`, where a single name holds no blank. Any other text is one
 * name, with all its characters: a group may be called `x,admin`.
 */
function namesIn(claim: unknown): string[] {
  if (Array.isArray(claim)) return claim.filter((name) => typeof name === "string");
  if (typeof claim !== "string") return [];
  const list = /^\[(.*)\]$/s.exec(claim);
  return list?.[1]?.split(" ") ?? [claim];
}
