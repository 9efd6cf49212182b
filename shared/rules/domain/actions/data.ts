import * as z from "zod";
import { cutText } from "../../../kernel/domain/well-formed.ts";
import type { ActionContext, Template } from "./action.ts";

/** Characters of a value after its variables are filled in; more are cut off. */
const VALUE_LIMIT = 2000;

/** Texts by name that go along with a webhook or an event; they may have variables. */
export const dataSchema = z
  .record(
    z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/, "a name has letters, digits and '_', at most 64"),
    z.string().max(1000),
  )
  .refine((data) => Object.keys(data).length <= 20, "20 values are allowed");

type Data = z.infer<typeof dataSchema>;

export function renderedData(data: Data, { render }: ActionContext): Record<string, string> {
  return Object.fromEntries(Object.entries(data).map(([name, text]) => [name, cutText(render(text), VALUE_LIMIT)]));
}

export function dataTemplates(data: Data | undefined): Template[] {
  return Object.entries(data ?? {}).map(([name, text]) => ({ path: `data.${name}`, text }));
}
