import type { LabelBook } from "../../../directory/application/ports/label-book.ts";
import type { CallOptions } from "../client/call-endpoint.ts";
import { createClient } from "../client/client.ts";
import { label } from "../contract/modules/label.ts";

/** Labels over HTTP. */
export function createLabelBook(options: CallOptions): LabelBook {
  const { label: api } = createClient({ label }, options);
  return {
    async list(appId) {
      const { labelList } = await api.list({ appId });
      return (labelList ?? []).map(({ labelId, labelName }) => ({ id: labelId, name: labelName ?? "" }));
    },
    async create(appId, name) {
      const { labelId, labelName } = await api.add({ appId, labelName: name });
      return { id: labelId, name: labelName ?? name };
    },
    async remove(appId, labelId) {
      await api.delete({ appId, labelIds: String(labelId) });
    },
    async assign(appId, wxid, labelIds) {
      await api.modifyMemberList({ appId, labelIds: labelIds.join(","), wxIds: [wxid] });
    },
  };
}
