import { SaxesParser } from "saxes";

type Node = { readonly name: string; readonly children: (readonly [string, unknown])[]; text: string };

/** The root element of an answer in XML: elements with `item`s are lists, those without children are texts. */
export function parseXml(text: string): unknown {
  const open: Node[] = [{ name: "", children: [], text: "" }];
  const parser = new SaxesParser();
  parser.on("opentag", ({ name }) => open.push({ name, children: [], text: "" }));
  parser.on("text", (part) => {
    const node = open.at(-1);
    if (node) node.text += part;
  });
  parser.on("closetag", ({ name }) => {
    const node = open.pop();
    if (node) open.at(-1)?.children.push([name, contentOf(node)]);
  });
  parser.on("error", (error) => {
    throw error;
  });
  parser.write(text).close();
  return open[0]?.children[0]?.[1];
}

function contentOf({ children, text }: Node): unknown {
  if (children.length === 0) return text.trim();
  if (children.every(([name]) => name === "item")) return children.map(([, value]) => value);
  return Object.fromEntries(children);
}
