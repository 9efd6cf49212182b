import * as z from "zod";
import type { AwsCalls, Json } from "../cloud/aws-calls.ts";

/** How resources of one type are found again in the cloud, by the API of their service and not by CloudFormation. */
export type Row = {
  /**
   * The resource in the words of its template. Throws where it does not exist.
   * @param id the physical id
   * @param properties what the template says
   */
  readonly read: (aws: AwsCalls, id: string, properties: Json) => Promise<Json>;
  /** What `read` shows where a template says nothing. */
  readonly defaults?: Json;
  /** Properties that the endpoint cannot show, each with the reason. */
  readonly unseen?: Readonly<Record<string, string>>;
  /** The physical ids of all resources of this type. Without it, the type's resources are counted with another's. */
  readonly list?: (aws: AwsCalls) => Promise<readonly string[]>;
};

export type Rows = Readonly<Record<string, Row>>;

/** The named members of `object`, as far as it has them. */
export function pick(object: Json, ...names: readonly string[]): Json {
  return Object.fromEntries(names.filter((name) => object[name] != null).map((name) => [name, object[name]]));
}

/** The members of `object` but the named ones. */
export function without(object: Json, ...names: readonly string[]): Json {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
}

/** With capital first letters of all members, at every depth. */
export function capitalized(value: unknown): Json {
  const convert = (item: unknown): unknown => {
    if (Array.isArray(item)) return item.map(convert);
    if (typeof item !== "object" || item === null) return item;
    const members = Object.entries(item).filter(([, member]) => member !== null);
    return Object.fromEntries(
      members.map(([key, member]) => [key.replace(/^./, (c) => c.toUpperCase()), convert(member)]),
    );
  };
  return z.record(z.string(), z.unknown()).parse(convert(value));
}
