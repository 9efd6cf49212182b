import type { AnswerOf, ContractModule, RequestOf } from "../contract/endpoint.ts";
import { type CallOptions, createCallEndpoint } from "./call-endpoint.ts";

type Contract = Readonly<Record<string, ContractModule>>;

/** Methods by module, one for every endpoint of a contract or of a part of it. */
export type ApiOf<C extends Contract> = {
  readonly [M in keyof C]: {
    readonly [E in keyof C[M]]: (request: RequestOf<C[M][E]>) => Promise<AnswerOf<C[M][E]>>;
  };
};

type Untyped = Record<string, Record<string, (request: Readonly<Record<string, unknown>>) => Promise<unknown>>>;

/**
 * A client for some modules of the contract: `createClient({ message }, options).message.postText({ … })`. A function
 * that needs few modules names them, so that its bundle holds no others. Errors: see `createCallEndpoint`.
 */
export function createClient<const C extends Contract>(contract: C, options: CallOptions): ApiOf<C>;
export function createClient(contract: Contract, options: CallOptions): Untyped {
  const call = createCallEndpoint(options);
  return mapValues(contract, (endpoints) => mapValues(endpoints, (endpoint) => (request) => call(endpoint, request)));
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, map: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
