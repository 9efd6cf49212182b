import * as z from "zod";
import { upload } from "../endpoint.ts";

const id = z.string().min(1);

/** Temporary media (临时素材), which WeChat keeps for three days. */
export const media = {
  /** A thumb's id comes under a name of its own. */
  upload: upload({
    path: "/cgi-bin/media/upload",
    family: "media",
    request: z.strictObject({ type: z.enum(["image", "voice", "video", "thumb"]) }),
    answer: z.union([
      z.object({ media_id: id }),
      z.object({ thumb_media_id: id }).transform(({ thumb_media_id: media_id }) => ({ media_id })),
    ]),
    idempotent: "yes",
    vendorId: "media_id",
    file: { part: "media" },
  }),
};
