import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { attributeOf, childOf, parseWellFormedXml } from "../../../../shared/kernel/domain/xml.ts";
import { locationXml } from "../../../../shared/messages/domain/location-xml.ts";

describe("the XML of a location", () => {
  it("is well-formed and says what it was given, whatever that is", () => {
    const place = fc.record({
      latitude: fc.double({ min: -90, max: 90, noNaN: true }),
      longitude: fc.double({ min: -180, max: 180, noNaN: true }),
      label: fc.string({ unit: "grapheme-composite" }),
      name: fc.string({ unit: "binary" }),
    });
    fc.assert(
      fc.property(place, (given) => {
        const location = childOf(parseWellFormedXml(locationXml(given).trim()), "location");
        expect(Number(attributeOf(location, "x"))).toBeCloseTo(given.latitude, 5);
        expect(Number(attributeOf(location, "y"))).toBeCloseTo(given.longitude, 5);
        expect(attributeOf(location, "label")).toBe(given.label.replace(/\p{Cc}/gu, ""));
      }),
    );
  });

  it("cannot be left through an attribute", () => {
    const xml = locationXml({ latitude: 1, longitude: 2, label: '"/><evil a="', name: "a\n\u0001b" });
    const root = parseWellFormedXml(xml.trim());
    expect(root?.children.map(({ name }) => name)).toEqual(["location"]);
    expect(attributeOf(root?.children[0], "label")).toBe('"/><evil a="');
    expect(attributeOf(root?.children[0], "poiname")).toBe("a b");
  });
});
