/** An endpoint of WeChat's API, by its name in the contract. */
export type WeixinEndpointRow = {
  /** `menus.create` */
  readonly name: string;
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly family: string;
  /** Whether a second call does no more than the first: always, never, or for so many ms by a key in the body. */
  readonly idempotent: "yes" | "no" | number;
  readonly takesFile: boolean;
  /** It may answer a file. */
  readonly answersFile: boolean;
  /** The request's members as JSON Schema. */
  readonly request: Readonly<Record<string, unknown>>;
};

/** A file to WeChat, or from it. */
export type EndpointFile = { readonly name: string; readonly mediaType: string; readonly bytes: Uint8Array };

/** WeChat's own endpoints, for operators who need what the platform has no words for. */
export type WeixinEndpoints = {
  /** Every endpoint that can be called. */
  list(): Promise<readonly WeixinEndpointRow[]>;
  /**
   * Calls an endpoint in an account's name and returns what it answers; a file comes as `{ bytes, mediaType }`. Throws
   * `not-found` with the nearest names for an endpoint that is not listed, `invalid-input` for a request that it does
   * not take, and what WeChat answers: `refused`, `throttled`, `unreachable`, `outcome-unknown`, `too-large`.
   */
  call(appId: string, name: string, request: unknown, file?: EndpointFile): Promise<object>;
};
