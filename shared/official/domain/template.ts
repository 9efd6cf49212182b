import type { PushType } from "../../messages/domain/templates/contents.ts";
import { fieldTypeOf, fieldWords } from "../../messages/domain/templates/field-types.ts";

/** A template of an account's, as WeChat tells it. `content`: lines such as `商品：{{thing2.DATA}}`. */
export type ToldTemplate = {
  readonly id: string;
  readonly title: string;
  readonly content: string;
  readonly example?: string;
};

/** A field of a template. `type`: absent for older templates; `takes`: what a value may be, for a person. */
type TemplateField = { readonly key: string; readonly label: string; readonly type?: string; readonly takes: string };

/** A template with the fields that a message by it fills. */
export type AccountTemplate = ToldTemplate & { readonly type: PushType; readonly fields: readonly TemplateField[] };

/** The fields of a template's content, in order; one that stands there twice is one field. */
export function fieldsIn(content: string): TemplateField[] {
  const fields = new Map<string, TemplateField>();
  for (const [, label = "", key = ""] of content.matchAll(/([^\n{}]*)\{\{\s*(\w+)\.DATA\s*\}\}/g)) {
    if (fields.has(key)) continue;
    const type = fieldTypeOf(key);
    const words = label.replace(/[:：\s]+$/, "").trim();
    fields.set(key, { key, label: words, ...(type === undefined ? {} : { type }), takes: fieldWords(key) });
  }
  return [...fields.values()];
}
