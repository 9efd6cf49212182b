import type { KeptToken } from "../../domain/kept-token.ts";

/**
 * What WeChat says of an AppSecret. `unverified`: it could not be tried, or WeChat refused for another reason than the
 * secret. `words`: for a person.
 */
export type SecretTrial =
  | { readonly result: "verified"; readonly token: KeptToken }
  | { readonly result: "unverified" | "refused"; readonly words: string; readonly errcode?: number };

/** Tries an AppSecret at WeChat; never throws for what WeChat or the network does. */
export type TrySecret = (appId: string, appSecret: string) => Promise<SecretTrial>;
