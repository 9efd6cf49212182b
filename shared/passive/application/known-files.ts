import type { Decision } from "../../decisions/domain/decision.ts";
import { isAnswerIn } from "../../decisions/domain/unanswerable.ts";
import type { Clock, Log } from "../../kernel/application/ports/runtime.ts";
import type { InboundMessage } from "../../messages/domain/inbound-message.ts";
import type { UploadedMedia } from "../../official/application/ports/uploaded-media.ts";
import { fileKey } from "../../official/domain/file-key.ts";
import { fileOf } from "../domain/reply-of.ts";

/** Files of one decision that are looked up; further ones count as not uploaded. */
const MOST = 3;

/** The media ids of a decision's answers whose files the account has uploaded, by the command's id. */
export type KnownFiles = (decision: Decision, message: InboundMessage) => Promise<ReadonlyMap<string, string>>;

/** Reads what the sender uploaded in the last two days. Where that fails, the files count as not uploaded. */
export function createKnownFiles(deps: {
  readonly uploaded: Pick<UploadedMedia, "get">;
  readonly clock: Pick<Clock, "now">;
  readonly log: Log;
}): KnownFiles {
  return async (decision, message) => {
    const wanted = decision.commands
      .filter(isAnswerIn(message))
      .flatMap(({ id, appId, content }) => {
        const file = fileOf(content);
        return file ? [{ id, appId, key: fileKey(file.kind, file.url) }] : [];
      })
      .slice(0, MOST);
    const found = await Promise.all(
      wanted.map(async ({ id, appId, key }): Promise<[string, string][]> => {
        try {
          const mediaId = await deps.uploaded.get(appId, key, deps.clock.now());
          return mediaId === undefined ? [] : [[id, mediaId]];
        } catch (error) {
          deps.log.error("a callback could not look up an uploaded file", error, { appId, commandId: id });
          return [];
        }
      }),
    );
    return new Map(found.flat());
  };
}
