import type { AnswerOf, FilePart, RequestOf, WeixinEndpoint } from "../contract/endpoint.ts";
import type { CallEndpoint, SentFile } from "./call-endpoint.ts";

type Contract = Readonly<Record<string, Readonly<Record<string, WeixinEndpoint>>>>;

/** What a method takes after the account: a request without members may be left out. */
type Given<E extends WeixinEndpoint> = E extends { readonly file: FilePart }
  ? [request: RequestOf<E>, file: SentFile]
  : Record<never, never> extends RequestOf<E>
    ? [request?: RequestOf<E>]
    : [request: RequestOf<E>];

/** Methods by family, one for every endpoint of a contract or of a part of it. */
export type WeixinApi<C extends Contract> = {
  readonly [F in keyof C]: {
    readonly [M in keyof C[F]]: (appId: string, ...given: Given<C[F][M]>) => Promise<AnswerOf<C[F][M]>>;
  };
};

type Untyped = Record<string, Record<string, (appId: string, request?: unknown, file?: SentFile) => Promise<object>>>;

/**
 * WeChat's API for some families of the contract: `createWeixinApi({ menus }, call).menus.create(appId, { … })`. What
 * needs few families names them, so that its bundle holds no others. Errors: see `CallEndpoint`.
 */
export function createWeixinApi<const C extends Contract>(contract: C, call: CallEndpoint): WeixinApi<C>;
export function createWeixinApi(contract: Contract, call: CallEndpoint): Untyped {
  return mapValues(contract, (endpoints) =>
    mapValues(
      endpoints,
      (endpoint) =>
        (appId: string, request: unknown = {}, file?: SentFile) =>
          call(appId, endpoint, request, file),
    ),
  );
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, map: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
