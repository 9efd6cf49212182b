import { renderSVG } from "uqr";

/** A QR code as a data URL (SVG). `text`: at most some 2,000 characters. */
export function qrPicture(text: string): string {
  const svg = renderSVG(text, { ecc: "M", border: 2 });
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`;
}
