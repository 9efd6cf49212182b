const TYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,63}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,63}$/;
const UNKNOWN = "application/octet-stream";

/** How files of the kinds that WeChat has begin. */
const BEGINNINGS: readonly (readonly [string, RegExp])[] = [
  ["image/jpeg", /^\xff\xd8\xff/],
  ["image/png", /^\x89PNG\r\n/],
  ["image/gif", /^GIF8[79]a/],
  ["image/webp", /^RIFF.{4}WEBP/s],
  ["video/mp4", /^.{4}ftyp/s],
  ["audio/silk", /^.?#!SILK_V3/s],
  ["audio/amr", /^#!AMR/],
  ["audio/mpeg", /^(?:ID3|\xff[\xf2\xf3\xfa\xfb])/],
  ["application/pdf", /^%PDF-/],
];

/** A file's media type: as its beginning shows it, else as declared; `application/octet-stream` where neither tells. */
export function mediaTypeOf(bytes: Buffer, declared: string | undefined): string {
  const beginning = bytes.toString("latin1", 0, 16);
  const shown = BEGINNINGS.find(([, pattern]) => pattern.test(beginning))?.[0];
  const [named = ""] = (declared ?? "").toLowerCase().split(";");
  return shown ?? (TYPE.test(named.trim()) ? named.trim() : UNKNOWN);
}

/** Whether a browser may show the file in place; what could hold scripts is downloaded instead. */
export function isShownInPlace(mediaType: string): boolean {
  return /^(?:image|audio|video)\//.test(mediaType) && !mediaType.includes("xml");
}
