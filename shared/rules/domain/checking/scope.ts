import { idsOf, isBeginning } from "../judging/ids.ts";
import type { Rule } from "../rule.ts";

/** Whether a rule's filters let through every message that another rule's filters do; conditions are not compared. */
export function scopeCovers(wide: Rule, narrow: Rule): boolean {
  // An earlier rule may change what these filters look at.
  if (wide.steps || wide.session || wide.userTags) return false;
  return (
    chatCovers(wide.chat, narrow.chat) &&
    (wide.channel === undefined || wide.channel === narrow.channel) &&
    accountsCover(wide, narrow) &&
    filterCovers(wide.senders, narrow.senders) &&
    filterCovers(wide.groups, narrow.groups) &&
    (wide.kinds === undefined || (narrow.kinds !== undefined && isWithin(narrow.kinds, wide.kinds))) &&
    (wide.hours === undefined || JSON.stringify(wide.hours) === JSON.stringify(narrow.hours))
  );
}

function chatCovers(wide: Rule["chat"], narrow: Rule["chat"]): boolean {
  if (wide === "any" || wide === narrow) return true;
  return narrow.startsWith("mentioned") && (wide === "group" || wide === "mentioned");
}

function accountsCover(wide: Rule, narrow: Rule): boolean {
  if (!wide.accounts && !wide.tags) return true;
  if (!narrow.accounts && !narrow.tags) return false;
  return isWithin(narrow.accounts ?? [], wide.accounts ?? []) && isWithin(narrow.tags ?? [], wide.tags ?? []);
}

function filterCovers(wide: Rule["senders"], narrow: Rule["senders"]): boolean {
  const { include, exclude = [] } = wide ?? {};
  const included = narrow?.include;
  if (include && !included?.every((id) => idsOf(include).has(id))) return false;
  return exclude.every(
    (id) =>
      narrow?.exclude?.includes(id) ||
      (included?.every((each) => !isBeginning(each) && !idsOf([id]).has(each)) ?? false),
  );
}

function isWithin(few: readonly string[], many: readonly string[]): boolean {
  const all = new Set(many);
  return few.every((one) => all.has(one));
}
