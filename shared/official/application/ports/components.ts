/** What `api_component_token` takes. `ticket`: the newest verify ticket; undefined until WeChat pushed the first. */
export type ComponentCredential = {
  readonly appSecret: string;
  readonly ticket: { readonly value: string; readonly createdAt: number } | undefined;
};

/** The secrets of third-party platforms, opened. */
export type ComponentCredentials = {
  /** Strongly consistent. Undefined: there is no such platform. Throws `unavailable`. */
  credentialOf(componentAppId: string): Promise<ComponentCredential | undefined>;
};
