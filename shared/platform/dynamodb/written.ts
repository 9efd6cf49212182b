import type { Item } from "./attributes.ts";

/** How a conditional write ended; `item` is what stood in its way (undefined: nothing was there). */
export type Written =
  | { readonly done: true; readonly attributes: Item | undefined }
  | { readonly done: false; readonly item: Item | undefined };
