/** What a POST came to. An error's kind says whether the peer may have seen it: `timeout` and `connection-lost` may. */
export type PostResult =
  | {
      readonly type: "answer";
      readonly status: number;
      readonly text: string;
      /** What its `Retry-After` asks for, ms. */
      readonly retryAfterMs?: number;
      /** The answer as it came and the value of its `content-type`, where the request wants bytes. */
      readonly bytes?: Uint8Array;
      readonly mediaType?: string;
      /** By their names in lower case, where the request wants them; of several of one name the first. */
      readonly headers?: Readonly<Record<string, string>>;
    }
  | {
      readonly type: "error";
      readonly kind: "dns" | "not-connected" | "timeout" | "connection-lost";
      readonly message: string;
    };

/** A POST to one of the vendors. Never throws for what the peer answered or failed to answer. */
export type Post<Body> = (
  url: URL,
  headers: Readonly<Record<string, string>>,
  body: Body,
  timeoutMs: number,
) => Promise<PostResult>;
