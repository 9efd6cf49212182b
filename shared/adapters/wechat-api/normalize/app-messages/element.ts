import { childOf, parseXml, textOf, type XmlNode } from "../../../../kernel/domain/xml.ts";

/** An `appmsg` element, its type, and the whole XML it stands in. */
export type AppMessage = { readonly appmsg: XmlNode; readonly type: string; readonly xml: string };

/** The app message in the content of a `MsgType` 49; `undefined` where it has none that can be read. */
export function appMessageIn(xml: string): AppMessage | undefined {
  const root = parseXml(xml);
  const appmsg = root?.name === "msg" ? childOf(root, "appmsg") : undefined;
  const type = textOf(appmsg, "type");
  return appmsg === undefined || type === "" ? undefined : { appmsg, xml, type };
}
