import * as z from "zod";
import { endpoint, upload } from "../endpoint.ts";
import { bytes, name } from "../shapes.ts";

const family = "media";
const byId = z.strictObject({ media_id: name });

/** Files that WeChat keeps for three days, and pictures for articles (临时素材, 图文消息图片). */
export const mediaFiles = {
  /** A video comes as a URL. */
  get: endpoint({
    path: "/cgi-bin/media/get",
    method: "GET",
    family,
    request: byId,
    answer: z.union([bytes, z.looseObject({ video_url: name })]),
    idempotent: "yes",
    binary: true,
  }),
  /** A recording of a page (JS-SDK), in 16 kHz speex. */
  getRecording: endpoint({
    path: "/cgi-bin/media/get/jssdk",
    method: "GET",
    family,
    request: byId,
    answer: bytes,
    idempotent: "yes",
    binary: true,
  }),
  /** A picture inside an article: JPG or PNG up to 1 MB; it does not count as a material. */
  uploadPicture: upload({
    path: "/cgi-bin/media/uploadimg",
    family,
    request: z.strictObject({}),
    answer: z.looseObject({ url: name }),
    idempotent: "yes",
    vendorId: "url",
    file: { part: "media" },
  }),
  /** Turns a video into one that may be sent to many (群发视频). */
  prepareVideo: endpoint({
    path: "/cgi-bin/media/uploadvideo",
    method: "POST",
    family,
    request: z.strictObject({ media_id: name, title: z.string(), description: z.string() }),
    answer: z.looseObject({ media_id: name }),
    idempotent: "yes",
    vendorId: "media_id",
  }),
};
