import type * as z from "zod";
import type { contract } from "../../../../shared/adapters/weixin/contract/contract.ts";
import type { WeixinEndpoint } from "../../../../shared/adapters/weixin/contract/endpoint.ts";
import type { SimFile, WeixinAnswer } from "../answer.ts";
import type { SimMedia } from "../media.ts";
import type { UploadedFile } from "../multipart.ts";
import type { Shelf } from "../state/shelves.ts";
import type { SimUsers } from "../users.ts";
import type { WireFields } from "../wire.ts";

/** What a call finds at WeChat of the account whose token it carries. `now`: epoch ms. */
export type Desk = {
  readonly appId: string;
  readonly now: number;
  readonly users: SimUsers;
  readonly media: SimMedia;
  shelf<T>(kind: string, schema: z.ZodType<T>): Shelf<T>;
  /** Sends an event to the account's callback URL, by itself and later. */
  tell(event: string, from: string, fields: WireFields): void;
};

/** What WeChat does with a request that has the form of its endpoint. */
export type Behaviour<E extends WeixinEndpoint = WeixinEndpoint> = (
  desk: Desk,
  request: z.output<E["request"]>,
  file: UploadedFile | undefined,
) => WeixinAnswer | SimFile;

type Contract = typeof contract;

/** The behaviours of all endpoints of a family, or of those that it names. */
export type BehavioursOf<F extends keyof Contract, M extends keyof Contract[F] = keyof Contract[F]> = {
  readonly [K in M]: Contract[F][K] extends WeixinEndpoint ? Behaviour<Contract[F][K]> : never;
};
