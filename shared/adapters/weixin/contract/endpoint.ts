import type * as z from "zod";

/** What an endpoint is about. */
export type WeixinFamily =
  | "customer-service"
  | "media"
  | "materials"
  | "menus"
  | "users"
  | "tags"
  | "qr-codes"
  | "links"
  | "drafts"
  | "publishing"
  | "mass-sending"
  | "comments"
  | "checks"
  | "templates"
  | "subscriptions"
  | "mini-programs"
  | "analytics"
  | "quota"
  | "base";

/**
 * Whether a call with an unknown outcome may be made again: always, never, or for so many ms after the first try, where
 * the body carries an idempotency key.
 */
export type Idempotency = "yes" | "no" | { readonly ms: number };

/** The part of a `multipart/form-data` body that holds the file, and members of the request that are parts beside it. */
export type FilePart = { readonly part: string; readonly fields?: readonly string[] };

/** One endpoint of api.weixin.qq.com that takes an `access_token`: a row of the contract. */
export type WeixinEndpoint<
  Request extends z.ZodType = z.ZodType,
  Answer extends z.ZodType<object> = z.ZodType<object>,
  Method extends "GET" | "POST" = "GET" | "POST",
> = {
  readonly path: string;
  readonly method: Method;
  readonly family: WeixinFamily;
  /** The body of a POST, or the query of a GET or of an upload, without the token. */
  readonly request: Request;
  /** What WeChat answers on success. */
  readonly answer: Answer;
  readonly idempotent: Idempotency;
  /** The answer's member that holds WeChat's id of what was made. */
  readonly vendorId?: string;
  /** Members of a POST's request that go into the query. */
  readonly query?: readonly string[];
  /** The call is an upload. */
  readonly file?: FilePart;
  /** WeChat answers bytes where it does not refuse: `{ bytes, mediaType }`. */
  readonly binary?: true;
};

/** An endpoint that takes a file. */
export type WeixinUpload<
  Request extends z.ZodType = z.ZodType,
  Answer extends z.ZodType<object> = z.ZodType<object>,
> = WeixinEndpoint<Request, Answer, "POST"> & { readonly file: FilePart };

export type RequestOf<E extends WeixinEndpoint> = z.input<E["request"]>;
export type AnswerOf<E extends WeixinEndpoint> = z.output<E["answer"]>;

/** A row of the contract, with the types of its schemas. */
export function endpoint<
  Request extends z.ZodType,
  Answer extends z.ZodType<object>,
  const Method extends "GET" | "POST",
>(row: WeixinEndpoint<Request, Answer, Method>): WeixinEndpoint<Request, Answer, Method> {
  return row;
}

/** The row of an endpoint that takes a file. */
export function upload<Request extends z.ZodType, Answer extends z.ZodType<object>>(
  row: Omit<WeixinUpload<Request, Answer>, "method">,
): WeixinUpload<Request, Answer> {
  return { ...row, method: "POST" };
}
