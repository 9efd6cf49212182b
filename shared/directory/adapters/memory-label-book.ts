import { AppError } from "../../kernel/domain/errors.ts";
import type { Label, LabelBook } from "../application/ports/label-book.ts";

type Labels = { last: number; labels: readonly Label[] };

/** Labels in memory. Which contacts have a label is not kept: the port only writes it. */
export function createMemoryLabelBook(): LabelBook {
  const accounts = new Map<string, Labels>();

  function labelsOf(appId: string): Labels {
    const own = accounts.get(appId) ?? { last: 0, labels: [] };
    accounts.set(appId, own);
    return own;
  }

  return {
    async list(appId) {
      return labelsOf(appId).labels;
    },
    async create(appId, name) {
      const own = labelsOf(appId);
      own.last += 1;
      const label = { id: own.last, name };
      own.labels = [...own.labels, label];
      return label;
    },
    async remove(appId, labelId) {
      const own = labelsOf(appId);
      own.labels = own.labels.filter(({ id }) => id !== labelId);
    },
    async assign(appId, _wxid, labelIds) {
      const known = new Set(labelsOf(appId).labels.map(({ id }) => id));
      const unknown = labelIds.find((id) => !known.has(id));
      if (unknown !== undefined) throw new AppError("refused", `there is no label ${unknown}`);
    },
  };
}
