import type { Accounts } from "../../accounts/application/ports/accounts.ts";
import { channelOf } from "../../accounts/domain/channel.ts";
import type { Clock, Metrics } from "../../kernel/application/ports/runtime.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import { type MediaRequest, mediaKey } from "../domain/request.ts";
import { mediaTypeOf } from "../domain/type.ts";
import type { FetchFile } from "./ports/fetch-file.ts";
import type { MediaSource } from "./ports/source.ts";
import type { MediaStore } from "./ports/store.ts";

/** A stored file. `url` opens it without credentials until `expiresAt` (epoch ms). */
export type FetchedMedia = {
  readonly key: string;
  readonly bytes: number;
  readonly contentType: string;
  readonly url: string;
  readonly expiresAt: number;
};

/** How long a link works, seconds. */
const LINK_LIFETIME = 900;

/**
 * Brings a received file into the bucket, unless it is there, and gives a link to it. Asked twice at once it is fetched
 * twice, into the same object. Throws `not-found` for an account that is not registered, `conflict` for one that is not
 * at the gateway, what the gateway's call throws, `too-large`, `refused` for a URL that must not be fetched,
 * `unreachable` where the file cannot be had.
 */
export function createFetchMedia(deps: {
  readonly accounts: Pick<Accounts, "get">;
  readonly mediaSource: MediaSource;
  readonly fetchFile: FetchFile;
  readonly media: MediaStore;
  readonly clock: Clock;
  readonly metrics: Metrics;
}): (appId: string, request: MediaRequest) => Promise<FetchedMedia> {
  /** `unauthorized` would say that the caller's own token is wrong. */
  async function locate(appId: string, request: MediaRequest): Promise<string> {
    try {
      return await deps.mediaSource.locate(appId, request);
    } catch (cause) {
      if (!(cause instanceof AppError) || cause.code !== "unauthorized") throw cause;
      const message = "the gateway does not accept the platform's token; see the gateway's secret";
      throw new AppError("unreachable", message, { cause, details: cause.details });
    }
  }

  async function bring(appId: string, key: string, request: MediaRequest) {
    const url = await locate(appId, request);
    const startedAt = deps.clock.now();
    const { body, contentType } = await deps.fetchFile(url);
    deps.metrics.duration("MediaFetch", deps.clock.now() - startedAt);
    deps.metrics.count("MediaFetched");
    const type = mediaTypeOf(body, contentType);
    await deps.media.put(key, body, type);
    return { bytes: body.byteLength, contentType: type };
  }

  return async (appId, request) => {
    const account = await deps.accounts.get(appId);
    if (!account?.registered) {
      throw new AppError("not-found", `no account with the appId '${appId}' is registered`, { details: { appId } });
    }
    const { atGateway, title } = channelOf(account);
    if (!atGateway) {
      throw new AppError("conflict", `'${appId}' is ${title}: its files do not lie at the gateway`, {
        details: { appId },
      });
    }
    const key = mediaKey(appId, request);
    const file = (await deps.media.find(key)) ?? (await bring(appId, key, request));
    const now = deps.clock.now();
    return { key, ...file, url: await deps.media.link(key, LINK_LIFETIME), expiresAt: now + LINK_LIFETIME * 1000 };
  };
}
