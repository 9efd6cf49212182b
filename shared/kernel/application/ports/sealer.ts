/**
 * A text that only the holder of its key reads: AES-256-GCM, all members base64. `key` is the data key, itself encrypted
 * under the fleet's KMS key.
 */
export type Sealed = { readonly key: string; readonly iv: string; readonly text: string; readonly tag: string };

/**
 * What a secret is for. KMS's encryption context is `{purpose}`, so that a function's role may open some purposes and
 * not others.
 */
export type SealPurpose =
  | "callback-keys"
  | "app-secrets"
  | "component-tokens"
  | "web-grants"
  | "session-keys"
  | "merchant-keys"
  | "merchant-secrets";

/**
 * Seals what must not be read where it is stored. `place`: where the text lies (table key, revision), authenticated with
 * it, so that a row copied to another place does not open. Both throw `unavailable` while KMS cannot be reached;
 * `open` throws `internal` for what was not sealed for this purpose and place.
 */
export type Sealer = {
  seal(purpose: SealPurpose, place: string, text: string): Promise<Sealed>;
  open(purpose: SealPurpose, place: string, sealed: Sealed): Promise<string>;
};
