import * as z from "zod";
import type { SignInWay } from "./person.ts";

/** What a page may ask of a person: who they are, silently, or by their consent also a name and a picture. */
export const signInScopes = ["base", "userinfo"] as const satisfies readonly SignInWay[];

export type SignInScope = (typeof signInScopes)[number];

/** So long a person may take at WeChat's page, ms. */
export const SIGN_IN_LIFE = 600_000;

/** So often a person is sent to WeChat again without being asked, in one go. */
export const MOST_REPEATS = 2;

/**
 * 128 random bits as 32 hexadecimal digits: the form of states, browsers' ids and codes. WeChat promises letters and
 * digits only to come back in a state.
 */
export const randomIdSchema = z.string().regex(/^[0-9a-f]{32}$/);

/** With what a sign-in begins. `repeats`: how often it was begun again by itself. */
export const beginningSchema = z.object({
  redirect: z.string().max(1000),
  scope: z.enum(signInScopes),
  repeats: z.int().min(0).max(MOST_REPEATS),
});

export type Beginning = z.infer<typeof beginningSchema>;

/** The next beginning of a sign-in that came to nothing; undefined where a person has to ask for it. */
export function repeated(beginning: Beginning): Beginning | undefined {
  const { repeats } = beginning;
  return repeats < MOST_REPEATS ? { ...beginning, repeats: repeats + 1 } : undefined;
}
