import type { AppCredential, CallbackKeys } from "../../domain/credentials.ts";

/** The keys of an account's callbacks, kept for a minute by each container; undefined without any. */
export type CallbackKeysOf = (appId: string) => Promise<CallbackKeys | undefined>;

/** An account's credential for calls of WeChat; `forget` after WeChat refused it: the next question reads it anew. */
export type AppCredentials = {
  of(appId: string): Promise<AppCredential | undefined>;
  forget(appId: string): void;
};
