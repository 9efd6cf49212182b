import { AppError } from "../../../kernel/domain/errors.ts";
import { retryAfterOf } from "../../../kernel/domain/retry-after.ts";
import { mediaTypeOf } from "../../../media/domain/type.ts";
import type { UploadedMedia } from "../../../official/application/ports/uploaded-media.ts";
import { fileKey } from "../../../official/domain/file-key.ts";
import type { AuthorizedCall, AuthorizedRequest } from "../call/authorized-call.ts";
import { failure } from "../call-weixin.ts";
import { media } from "../contract/modules/media.ts";
import { beforeSending, causeOf, errcodeOf } from "../failure-cause.ts";
import { type MediaKind, mediaFault } from "./media-types.ts";

/** WeChat keeps temporary media for three days. */
const KEPT_FOR = 2 * 86_400_000;

const EXTENSIONS: Readonly<Record<string, string>> = {
  "image/jpeg": "jpg",
  "image/png": "png",
  "image/gif": "gif",
  "audio/amr": "amr",
  "audio/mpeg": "mp3",
  "video/mp4": "mp4",
};

/** Where a file is fetched from; the guarded fetch has this form. */
export type FetchMedia = (url: string) => Promise<{
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}>;

export type MediaRequest = {
  readonly appId: string;
  readonly kind: MediaKind;
  readonly url: string;
  readonly call: AuthorizedCall;
  /** What was uploaded before does not serve. */
  readonly fresh: boolean;
  /** How long the upload may take, ms; asked when the file is there. */
  readonly timeoutMs: () => number;
};

/**
 * The `media_id` of the file at a URL, uploaded once in two days. Throws with a cause of before the sending:
 * `invalid-command` for a file that may not or cannot be fetched, or that WeChat does not take: it was not asked.
 */
export function createMediaIds(deps: {
  readonly uploaded: UploadedMedia;
  readonly fetchMedia: FetchMedia;
  readonly now: () => number;
}): (request: MediaRequest) => Promise<string> {
  return async (request) => {
    const { appId, kind, url } = request;
    const key = fileKey(kind, url);
    const known = request.fresh ? undefined : await deps.uploaded.get(appId, key, deps.now());
    if (known !== undefined) return known;
    const { body, mediaType } = await fetched(deps.fetchMedia, request);
    const mediaId = await upload(request.call, {
      appId,
      endpoint: media.upload,
      query: { type: kind },
      file: { part: "media", name: `media.${EXTENSIONS[mediaType] ?? "bin"}`, mediaType, bytes: body },
      timeoutMs: request.timeoutMs,
    });
    await deps.uploaded.put(appId, key, mediaId, deps.now() + KEPT_FOR);
    return mediaId;
  };
}

async function upload(call: AuthorizedCall, request: AuthorizedRequest<typeof media.upload>): Promise<string> {
  try {
    return (await call(request)).media_id;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw failure({ path: media.upload.path, appId: request.appId }, beforeSending(causeOf(error)), error.message, {
      errcode: errcodeOf(error),
      ...retryAfterOf(error),
    });
  }
}

async function fetched(fetchMedia: FetchMedia, { appId, kind, url }: MediaRequest) {
  const refuse = (reason: string) =>
    failure({ path: media.upload.path, appId }, "invalid-command", `素材 ${new URL(url).host}：${reason}`);
  const { status, headers, body } = await fetchTwice(fetchMedia, url).catch((error: unknown) => {
    if (!(error instanceof AppError)) throw error;
    throw refuse(error.message);
  });
  if (status !== 200) throw refuse(`the file's server answered with status ${status}`);
  const mediaType = mediaTypeOf(body, headers["content-type"]);
  const fault = mediaFault(kind, mediaType, body.byteLength);
  if (fault !== undefined) throw refuse(fault);
  return { body, mediaType };
}

/** Once more where the way there failed; not for ever, as the messages behind it wait. */
async function fetchTwice(fetchMedia: FetchMedia, url: string) {
  try {
    return await fetchMedia(url);
  } catch (error) {
    if (!(error instanceof AppError && error.code === "unreachable")) throw error;
    return fetchMedia(url);
  }
}
