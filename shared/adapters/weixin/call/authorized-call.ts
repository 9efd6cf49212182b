import type { AccessTokens } from "../../../official/application/ports/access-tokens.ts";
import { type CallWeixin, failure } from "../call-weixin.ts";
import type { AnswerOf, RequestOf, WeixinEndpoint } from "../contract/endpoint.ts";
import { multipartFile } from "../send/multipart.ts";
import { withToken } from "../tokens/with-token.ts";

/** A file on its way to WeChat, as the part of the body that its endpoint names. */
export type WeixinFile = {
  readonly part: string;
  /** Further parts of the body. */
  readonly fields?: Readonly<Record<string, string>>;
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
};

/**
 * `timeoutMs` is asked before each try, when the token is there. A POST has a body or a file, a GET has its query only.
 */
export type AuthorizedRequest<E extends WeixinEndpoint> = {
  readonly appId: string;
  readonly endpoint: E;
  /** Members of the query beside the token. */
  readonly query?: Readonly<Record<string, string>>;
  readonly timeoutMs: () => number;
  readonly body?: RequestOf<E> & object;
  readonly file?: WeixinFile;
};

/**
 * One call in an account's name: with its token, and once more with the next one where WeChat refuses the token, which
 * it does before anything comes of the call. Throws as `CallWeixin` and `AccessTokens` do; an answer that is not the
 * endpoint's is `unreadable-answer`.
 */
export type AuthorizedCall = <E extends WeixinEndpoint>(request: AuthorizedRequest<E>) => Promise<AnswerOf<E>>;

export function createAuthorizedCall(deps: {
  readonly call: CallWeixin;
  readonly tokens: AccessTokens;
}): AuthorizedCall {
  async function once<E extends WeixinEndpoint>(request: AuthorizedRequest<E>, token: string): Promise<AnswerOf<E>> {
    const { appId, endpoint, query = {}, timeoutMs } = request;
    const answer = await deps.call({
      ...contentOf(request),
      path: endpoint.path,
      appId,
      query: { access_token: token, ...query },
      timeoutMs: timeoutMs(),
      ...(endpoint.binary ? { binary: endpoint.binary } : {}),
    });
    const read = endpoint.answer.safeParse(answer);
    if (read.success) return read.data as AnswerOf<E>;
    const wrong = read.error.issues.map(({ path }) => path.join(".") || "answer").join(", ");
    throw failure({ path: endpoint.path, appId }, "unreadable-answer", `the answer is not WeChat's: ${wrong}`);
  }

  return (request) =>
    withToken({ kind: "access", tokens: deps.tokens, owner: request.appId }, (token) => once(request, token));
}

function contentOf<E extends WeixinEndpoint>({ endpoint, body, file }: AuthorizedRequest<E>) {
  if (endpoint.method === "GET") return { method: "GET" } as const;
  return { method: "POST", body: file ? multipartFile(file) : (body ?? {}) } as const;
}
