const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/** The XML of a location, as WeChat's clients write it: `x` is the latitude. */
export function locationXml(place: { latitude: number; longitude: number; label: string; name: string }): string {
  const attributes = {
    x: place.latitude.toFixed(6),
    y: place.longitude.toFixed(6),
    scale: "15",
    label: place.label,
    maptype: "roadmap",
    poiname: place.name,
    poiid: "",
  };
  const written = Object.entries(attributes).map(([name, value]) => `${name}="${escapeAttribute(value)}"`);
  return `<?xml version="1.0"?>\n<msg>\n\t<location ${written.join(" ")} />\n</msg>\n`;
}

/** Leaves out what XML 1.0 forbids (lone surrogates, control characters) and turns line breaks into blanks. */
function escapeAttribute(value: string): string {
  return value
    .replace(/[\t\r\n]/g, " ")
    .replace(/[^ -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "")
    .replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}
