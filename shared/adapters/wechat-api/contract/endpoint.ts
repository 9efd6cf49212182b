import { type AnyField, type InputOfShape, name, type OutputOf, type Shape } from "./field.ts";

/** One endpoint of the gateway: `POST {baseUrl}{path}`. */
export type Endpoint<S extends Shape = Shape, R extends AnyField | undefined = AnyField | undefined> = {
  /** Below the base URL; its last part names the client's method. */
  readonly path: string;
  /** Whether a second call does no more than the first, so that a call with an unknown outcome may be repeated. */
  readonly idempotent: boolean;
  /** The members of the body. */
  readonly request: S;
  /** The answer's `data`; undefined where the vendor's documents do not name it: then it is handed on as it comes. */
  readonly response: R;
};

/** Endpoints of one module by method. */
export type ContractModule = Readonly<Record<string, Endpoint>>;

export type RequestOf<E> = E extends Endpoint<infer S> ? InputOfShape<S> : never;
export type AnswerOf<E> = E extends { readonly response: infer R }
  ? R extends AnyField
    ? R extends { readonly spare: true }
      ? OutputOf<R> | undefined
      : OutputOf<R>
    : unknown
  : never;

/** The device id of one logged-in account, `wx_` and 20 characters. Nearly every call carries it. */
export const appId = name;

/** A row of the contract. */
export function endpoint<S extends Shape, R extends AnyField | undefined = undefined>(row: {
  path: string;
  idempotent: boolean;
  request: S;
  response: R;
}): Endpoint<S, R>;
export function endpoint<S extends Shape>(row: {
  path: string;
  idempotent: boolean;
  request: S;
}): Endpoint<S, undefined>;
export function endpoint(row: { path: string; idempotent: boolean; request: Shape; response?: AnyField }): Endpoint {
  return { ...row, response: row.response };
}
