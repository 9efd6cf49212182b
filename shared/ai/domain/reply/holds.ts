/** Keeps parts of a text out of the reach of replacements, and puts them back in the end. */
export type Holds = {
  /** What stands for the part meanwhile. */
  hold(part: string): string;
  release(text: string): string;
};

/** Two noncharacters of Unicode, which no text has: the number of a part stands between them. */
const OPEN = "\uFDD0";
const CLOSE = "\uFDD1";
const PLACE = new RegExp(`${OPEN}(\\d+)${CLOSE}`, "g");

export function createHolds(): Holds {
  const parts: string[] = [];
  const release = (text: string): string =>
    text.replace(PLACE, (_place, index: string) => release(parts[Number(index)] ?? ""));
  return {
    hold(part) {
      parts.push(part);
      return `${OPEN}${parts.length - 1}${CLOSE}`;
    },
    release,
  };
}

/** The text without the signs that mark places. */
export function withoutPlaces(text: string): string {
  return text.replace(/[\uFDD0\uFDD1]/g, "");
}
