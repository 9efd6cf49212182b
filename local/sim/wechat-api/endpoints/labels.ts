import { type Behaviours, failed, ok, text, texts, type Vendor } from "../endpoint.ts";
import type { SimLabels } from "../state/labels.ts";

function change(vendor: Vendor, appId: string, make: (labels: SimLabels) => SimLabels): SimLabels {
  const labels = make(vendor.labels.get(appId));
  vendor.labels.put(appId, labels);
  return labels;
}

const idsIn = (list: string): number[] =>
  list
    .split(",")
    .filter((id) => id !== "")
    .map(Number);

/** The labels of an account's contacts. */
export const labelBehaviours: Behaviours = {
  "/label/add": {
    answer(vendor, body, { appId }) {
      const labelName = text(body, "labelName");
      const { last } = change(vendor, appId, ({ last, names, members }) => ({
        last: last + 1,
        names: { ...names, [last + 1]: labelName },
        members,
      }));
      return ok({ labelName, labelId: last });
    },
  },
  "/label/list": {
    answer(vendor, _body, { appId }) {
      const { names } = vendor.labels.get(appId);
      return ok({ labelList: Object.entries(names).map(([id, labelName]) => ({ labelName, labelId: Number(id) })) });
    },
  },
  "/label/delete": {
    answer(vendor, body, { appId }) {
      const gone = new Set(idsIn(text(body, "labelIds")).map(String));
      change(vendor, appId, (labels) => ({
        ...labels,
        names: Object.fromEntries(Object.entries(labels.names).filter(([id]) => !gone.has(id))),
      }));
      return ok();
    },
  },
  "/label/modifyMemberList": {
    answer(vendor, body, { appId }) {
      const labelIds = idsIn(text(body, "labelIds"));
      const { names } = vendor.labels.get(appId);
      if (labelIds.some((id) => names[id] === undefined)) return failed("标签不存在");
      const given = Object.fromEntries(texts(body, "wxIds").map((wxid) => [wxid, labelIds]));
      change(vendor, appId, (labels) => ({ ...labels, members: { ...labels.members, ...given } }));
      return ok();
    },
  },
};
