import type * as z from "zod";

/** What an endpoint is about. */
export type WeixinFamily =
  | "customer-service"
  | "media"
  | "menus"
  | "users"
  | "qr-codes"
  | "publishing"
  | "mass-sending"
  | "templates"
  | "subscriptions"
  | "checks"
  | "mini-programs"
  | "quota";

/**
 * Whether a call with an unknown outcome may be made again: always, never, or for so many ms after the first try, where
 * the body carries an idempotency key.
 */
export type Idempotency = "yes" | "no" | { readonly ms: number };

/** One endpoint of api.weixin.qq.com that takes an `access_token`: a row of the contract. */
export type WeixinEndpoint<
  Request extends z.ZodType = z.ZodType,
  Answer extends z.ZodType<object> = z.ZodType<object>,
  Method extends "GET" | "POST" = "GET" | "POST",
> = {
  readonly path: string;
  readonly method: Method;
  readonly family: WeixinFamily;
  /** The body of a POST, or the query of a GET, without the token. */
  readonly request: Request;
  /** What WeChat answers on success. */
  readonly answer: Answer;
  readonly idempotent: Idempotency;
  /** The answer's member that holds WeChat's id of what was made. */
  readonly vendorId?: string;
};

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
