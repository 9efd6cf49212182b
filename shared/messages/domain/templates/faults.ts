import type { PushContent } from "./contents.ts";
import { tooLong, valueFault } from "./field-types.ts";

const VARIABLE = /\{\{[^{}]*\}\}/g;

/**
 * The values that WeChat would not take (errcode 47003). `unfilled`: variables are filled in later, so that values with
 * variables are judged by what stands beside these.
 */
export function dataFaults({ data }: PushContent, unfilled = false): { path: string; message: string }[] {
  return Object.entries(data).flatMap(([key, { value }]) => {
    const fixed = unfilled ? value.replace(VARIABLE, "") : value;
    const message = fixed === value ? valueFault(key, value) : tooLong(key, fixed);
    return message === undefined ? [] : [{ path: `data.${key}.value`, message }];
  });
}
