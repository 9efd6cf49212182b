/** The types that the vendor's documentation gives to body fields. */
export type FieldType = "string" | "integer" | "number" | "boolean" | "string[]" | "object";
/** Field name to type; a name that ends in `?` may be left out. */
export type Fields = Readonly<Record<string, FieldType>>;

const CHECKS: Readonly<Record<FieldType, (value: unknown) => boolean>> = {
  string: (value) => typeof value === "string",
  integer: (value) => typeof value === "bigint" || Number.isInteger(value),
  number: (value) => typeof value === "bigint" || typeof value === "number",
  boolean: (value) => typeof value === "boolean",
  "string[]": (value) => Array.isArray(value) && value.every((member) => typeof member === "string"),
  object: (value) => typeof value === "object" && value !== null && !Array.isArray(value),
};

/** Says what is wrong with a body, field by field, or returns undefined. Fields that nobody knows are ignored. */
export function contractBreach(fields: Fields, body: Readonly<Record<string, unknown>>): string | undefined {
  const breaches = Object.entries(fields).flatMap(([declared, type]) => {
    const name = declared.replace(/\?$/, "");
    const value = body[name];
    if (value === undefined || value === null) return declared === name ? [`缺少 ${name}`] : [];
    return CHECKS[type](value) ? [] : [`${name} 应为 ${type}`];
  });
  return breaches.length === 0 ? undefined : `参数错误: ${breaches.join(", ")}`;
}
