import { AppError } from "../../../kernel/domain/errors.ts";
import { parseLosslessJson } from "../../../kernel/domain/lossless-json.ts";
import { parseXml, type XmlNode } from "../../../kernel/domain/xml.ts";
import { refusal } from "./refusal.ts";

/** A field of a message: a text (numbers as digits), several of the same name, or fields again. */
export type Field = string | readonly Field[] | Fields;
export type Fields = { readonly [name: string]: Field };

/**
 * The fields of a body, in XML (`<xml>…</xml>`) or JSON, in one shape. Throws a refusal (`malformed`) for everything
 * else, a DOCTYPE or entities of its own included.
 */
export function fieldsOf(body: string): Fields {
  const text = body.trim();
  const field = text.startsWith("{") ? fieldOfJson(parseJson(text)) : fieldOfXml(parseRoot(text));
  if (isFields(field)) return field;
  throw refusal("malformed", "the body has no fields");
}

/** The text of a field; empty where the field is missing or holds no text. */
export function textIn(fields: Fields | undefined, name: string): string {
  const field = fields && Object.hasOwn(fields, name) ? fields[name] : undefined;
  return typeof field === "string" ? field.trim() : "";
}

/** The fields within a field; undefined where the field is missing or holds no fields. */
export function fieldsIn(fields: Fields | undefined, name: string): Fields | undefined {
  const field = fields && Object.hasOwn(fields, name) ? fields[name] : undefined;
  return isFields(field) ? field : undefined;
}

/** What a field lists: WeChat writes a list of one as the one itself. */
export function listIn(fields: Fields | undefined, name: string): readonly Fields[] {
  const field = fields && Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (isFields(field)) return [field];
  return Array.isArray(field) ? field.filter(isFields) : [];
}

function isFields(field: Field | undefined): field is Fields {
  return typeof field === "object" && !Array.isArray(field);
}

function parseRoot(text: string): XmlNode {
  const root = parseXml(text);
  if (root?.name === "xml") return root;
  throw refusal("malformed", "the body is neither JSON nor well-formed XML with the root <xml>");
}

function parseJson(text: string): unknown {
  try {
    return parseLosslessJson(text);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw refusal("malformed", error.message, error);
  }
}

function fieldOfXml({ children, text }: XmlNode): Field {
  if (children.length === 0) return text;
  const byName = Map.groupBy(children, ({ name }) => name);
  return Object.fromEntries(
    [...byName].map(([name, nodes]) => [
      name,
      nodes.length === 1 ? fieldOfXml(nodes[0] as XmlNode) : nodes.map(fieldOfXml),
    ]),
  );
}

function fieldOfJson(value: unknown): Field {
  if (value === null || value === undefined) return "";
  if (typeof value !== "object") return String(value);
  if (Array.isArray(value)) return value.map(fieldOfJson);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, fieldOfJson(member)]));
}
