import * as z from "zod";
import { parseJson } from "../../../parse-json.ts";
import { OK, refused } from "../answer.ts";
import type { BehavioursOf } from "./behaviour.ts";
import { newKey } from "./ids.ts";
import { standIn } from "./pictures.ts";
import { draftsOf, materialsOf } from "./things.ts";

const about = z.object({ title: z.string(), introduction: z.string() });

const PICTURE = 1024 * 1024;

const url = () => `http://mmbiz.qpic.cn/local/${newKey(16)}/0?wx_fmt=jpeg`;

type Handled = Exclude<keyof BehavioursOf<"media">, "upload">;

/** Temporary media and pictures for articles. */
export const media: BehavioursOf<"media", Handled> = {
  get({ appId, media: files, now }, { media_id }) {
    const type = files.typeOf(appId, media_id, now);
    if (type === undefined) return refused(40007);
    return type === "video" ? { video_url: `http://mpvideo.qpic.cn/local/${media_id}` } : standIn(type);
  },
  getRecording: ({ appId, media: files, now }, { media_id }) =>
    files.has(appId, media_id, now) ? standIn("voice") : refused(40007),
  uploadPicture(_desk, _request, file) {
    if (!file || file.bytes === 0) return refused(41005);
    return file.bytes > PICTURE ? refused(40009) : { url: url() };
  },
  prepareVideo: ({ appId, media: files, now }, { media_id }) =>
    files.typeOf(appId, media_id, now) === "video"
      ? { type: "video", media_id: newKey(), created_at: Math.floor(now / 1000) }
      : refused(40007),
};

/** Materials that stay. */
export const materials: BehavioursOf<"materials"> = {
  add(desk, { type, description }, file) {
    if (!file || file.bytes === 0) return refused(41005);
    const { data } = about.safeParse(parseJson(description ?? ""));
    if (type === "video" && !data) return refused(47001);
    const media_id = newKey();
    const { title, introduction } = data ?? { title: "", introduction: "" };
    materialsOf(desk).put(media_id, { type, name: file.name, title, introduction, at: Math.floor(desk.now / 1000) });
    return type === "image" || type === "thumb" ? { media_id, url: url() } : { media_id };
  },
  get(desk, { media_id }) {
    const draft = draftsOf(desk).get(media_id);
    if (draft) return { news_item: draft.articles };
    const known = materialsOf(desk).get(media_id);
    if (!known) return refused(40007);
    const { type, title, introduction } = known;
    if (type !== "video") return standIn(type);
    return { title, description: introduction, down_url: `http://mpvideo.qpic.cn/local/${media_id}` };
  },
  delete: (desk, { media_id }) => (materialsOf(desk).delete(media_id) ? OK : refused(40007)),
  count(desk) {
    const all = materialsOf(desk).list();
    const of = (...types: string[]) => all.filter(({ thing }) => types.includes(thing.type)).length;
    return {
      voice_count: of("voice"),
      video_count: of("video"),
      image_count: of("image", "thumb"),
      news_count: draftsOf(desk).list().length,
    };
  },
  list(desk, { type, offset, count }) {
    const all = materialsOf(desk)
      .list()
      .filter(({ thing }) => thing.type === type)
      .toReversed();
    const item = all
      .slice(offset, offset + count)
      .map(({ id, thing }) => ({ media_id: id, name: thing.name, update_time: thing.at, url: url() }));
    return { total_count: all.length, item_count: item.length, item };
  },
};
