import { appId, endpoint } from "../endpoint.ts";
import { always, id, integers, list, object, optional, text } from "../field.ts";

/** Favourites (收藏夹). */
export const favor = {
  /** A page of them; the first sends no `syncKey`. */
  sync: endpoint({
    path: "/favor/sync",
    idempotent: true,
    request: { appId, syncKey: optional(text) },
    response: object({
      syncKey: text,
      list: list(object({ favId: always(id), ...integers("type", "flag", "updateTime") })),
    }),
  }),
  getContent: endpoint({
    path: "/favor/getContent",
    idempotent: true,
    request: { appId, favId: id },
    response: object({ favId: id, ...integers("status", "flag", "updateTime"), content: text }),
  }),
  delete: endpoint({ path: "/favor/delete", idempotent: true, request: { appId, favId: id } }),
};
