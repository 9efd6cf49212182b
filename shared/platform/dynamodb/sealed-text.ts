import * as z from "zod";
import { type Item, text } from "./attributes.ts";
import { unpackJson } from "./packed-json.ts";

/** A sealed text (`Sealer`) as an attribute holds it. */
export const sealedSchema = z.object({ key: z.string(), iv: z.string(), text: z.string(), tag: z.string() });

export const packSealed = (sealed: z.infer<typeof sealedSchema>) => text(JSON.stringify(sealed));

/** Throws `internal` where the attribute holds something else. */
export const unpackSealed = (item: Item, name: string) => unpackJson(item, name, sealedSchema);
