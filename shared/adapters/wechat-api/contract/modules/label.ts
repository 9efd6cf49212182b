import { appId, endpoint } from "../endpoint.ts";
import { always, integer, list, name, object, text } from "../field.ts";

const one = object({ labelName: text, labelId: always(integer) });
/** A comma list. */
const labelIds = text;

/** Labels of contacts. */
export const label = {
  add: endpoint({ path: "/label/add", idempotent: false, request: { appId, labelName: text }, response: one }),
  delete: endpoint({ path: "/label/delete", idempotent: true, request: { appId, labelIds } }),
  list: endpoint({
    path: "/label/list",
    idempotent: true,
    request: { appId },
    response: object({ labelList: list(one) }),
  }),
  /** Gives the people named exactly these labels. */
  modifyMemberList: endpoint({
    path: "/label/modifyMemberList",
    idempotent: true,
    request: { appId, labelIds, wxIds: list(name) },
  }),
};
