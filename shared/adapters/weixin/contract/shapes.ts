import * as z from "zod";

/** A text that may not be empty: ids, openids, paths. */
export const name = z.string().min(1);

/** 0 or 1, as WeChat writes no and yes. */
export const bit = z.union([z.literal(0), z.literal(1)]);

/** A request without members. */
export const nothing = z.strictObject({});

/** The answer of a call that has nothing to tell. A proxy's "200 {}" does not say that anything was done. */
export const done = z.looseObject({ errcode: z.literal(0) });

/** An id that may be beyond what a double holds: a number or digits on the wire, digits to a caller. */
export const digits = z.union([z.int(), z.string().min(1)]).transform(String);

/** What WeChat answers instead of JSON: a picture, a recording. */
export const bytes = z.object({ bytes: z.instanceof(Uint8Array), mediaType: z.string() });
