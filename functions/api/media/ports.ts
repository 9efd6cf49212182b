import type { Accounts } from "../../../shared/accounts/application/ports/accounts.ts";
import { createGuardedFetch } from "../../../shared/adapters/guarded-fetch/fetch.ts";
import { createFetchFile } from "../../../shared/adapters/guarded-fetch/fetch-file.ts";
import { createLazyMediaStore } from "../../../shared/adapters/s3/lazy-media-store.ts";
import type { CallOptions } from "../../../shared/adapters/wechat-api/client/call-endpoint.ts";
import { createMediaSource } from "../../../shared/adapters/wechat-api/media-source.ts";
import { awsDefaults } from "../../../shared/lambda/aws-defaults.ts";
import { requireEnv } from "../../../shared/lambda/env.ts";
import { systemClock } from "../../../shared/lambda/system.ts";
import type { FetchFile } from "../../../shared/media/application/ports/fetch-file.ts";
import type { MediaSource } from "../../../shared/media/application/ports/source.ts";
import type { MediaStore } from "../../../shared/media/application/ports/store.ts";
import { ENV, TIMEOUTS } from "../../../shared/names.ts";
import type { Runtime } from "../http/runtime.ts";

/** What the routes of media need. */
export type MediaPorts = Pick<Runtime, "clock" | "metrics"> & {
  readonly accounts: Pick<Accounts, "get">;
  readonly mediaSource: MediaSource;
  readonly media: MediaStore;
  readonly fetchFile: FetchFile;
};

/** The largest file, bytes. The function has 512 MB of memory, and holds a file twice for a moment. */
const MEDIA_LIMIT = 32 * 1024 * 1024;

/** The ports that media bring, by the environment. */
export function createMediaPorts({
  calls,
}: {
  readonly calls: CallOptions;
}): Pick<MediaPorts, "mediaSource" | "media" | "fetchFile"> {
  return {
    mediaSource: createMediaSource(calls),
    fetchFile: createFetchFile(
      createGuardedFetch({
        timeoutMs: TIMEOUTS.mediaFetch * 1000,
        maxBytes: MEDIA_LIMIT,
        trustedOrigins: async () => (await calls.credentials()).mediaOrigins ?? [],
      }),
    ),
    media: createLazyMediaStore({
      bucket: requireEnv(ENV.bodiesBucket),
      // A large file takes longer than other calls.
      client: {
        ...awsDefaults,
        maxAttempts: 2,
        requestHandler: { ...awsDefaults.requestHandler, requestTimeout: 4000 },
      },
      clock: systemClock,
    }),
  };
}
