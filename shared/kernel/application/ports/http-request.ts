import type { PostResult } from "./http-post.ts";

/** A GET has no body. */
export type HttpContent =
  | { readonly method: "GET"; readonly headers?: Readonly<Record<string, string>> }
  | {
      readonly method: "POST";
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string | Uint8Array;
    };

/** A request of one of the vendors. */
export type HttpRequest = HttpContent & {
  readonly url: URL;
  readonly timeoutMs: number;
  /** The result has the answer's bytes beside its text. */
  readonly wantsBytes?: true;
  /** The result has the answer's headers. */
  readonly wantsHeaders?: true;
};

/** Never throws for what the peer answered or failed to answer: the result says whether it may have seen the request. */
export type SendRequest = (request: HttpRequest) => Promise<PostResult>;
