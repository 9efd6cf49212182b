/** People who opted out of an account's broadcasts. */
export type OptOuts = {
  add(appId: string, wxid: string, now: number): Promise<void>;
  /** False if the person had not opted out. */
  remove(appId: string, wxid: string): Promise<boolean>;
  /** Those of at most 100 wxids that opted out. */
  among(appId: string, wxids: readonly string[]): Promise<ReadonlySet<string>>;
  list(appId: string, limit: number, cursor?: string): Promise<{ optOuts: readonly OptOut[]; cursor?: string }>;
};

/** `since`: epoch ms. */
export type OptOut = { readonly wxid: string; readonly since: number };
