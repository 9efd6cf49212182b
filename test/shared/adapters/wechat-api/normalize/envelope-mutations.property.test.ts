import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type InboundMessage, inboundMessageSchema } from "../../../../../shared/messages/domain/inbound-message.ts";
import { hasWords } from "../../../../../shared/messages/domain/kinds.ts";
import {
  ACCOUNT,
  aCallback,
  type CallbackBody,
  type MessageParts,
  ROOM,
} from "../../../../support/callbacks/a-callback.ts";
import { normalizeBody } from "../../../../support/callbacks/normalize-body.ts";
import { personalKinds } from "../../../../support/callbacks/personal-kinds.ts";

const RUNS = { numRuns: Number(process.env.PROPERTY_RUNS ?? 1500) };

type Members = Record<string, unknown>;
const factories: Record<string, (parts?: MessageParts) => CallbackBody> = aCallback;

/** What a name of a member may become in another gateway of the family. */
const spellings: readonly ((name: string) => string)[] = [
  (name) => name,
  (name) => name.toLowerCase(),
  (name) => name.toUpperCase(),
  (name) => name.replace(/(?<=[a-z])([A-Z])/g, "_$1").toLowerCase(),
  (name) => name.slice(0, 1).toLowerCase() + name.slice(1),
];

/** The three envelopes, from the contract's. */
const envelopes: readonly ((body: CallbackBody) => Members)[] = [
  (body) => ({ ...body }),
  ({ TypeName, Appid, Wxid, Data }) => ({ type_name: TypeName, appid: Appid, wxid: Wxid, data: Data }),
  ({ TypeName, Appid, Wxid, Data }) =>
    TypeName === "AddMsg"
      ? { appid: Appid, wxid: Wxid, ...Data }
      : { type_name: TypeName, appid: Appid, Wxid, data: Data },
];

const value = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom<unknown>({}, { string: "x" }, { low: 1 }, { high: -1, low: -1 }, "", 0, -1, 1e300, "1e400", null),
);
const mutation = fc.record({
  at: fc.nat(),
  what: fc.constantFrom("drop", "replace", "respell", "add"),
  spell: fc.constantFrom(...spellings),
  value,
});

/** Mutates a member of the message or of its envelope; the account's name only changes its spelling. */
function mutated(
  members: Members,
  { at, what, spell, value: other }: { at: number; what: string; spell: (name: string) => string; value: unknown },
): Members {
  const names = Object.keys(members);
  const name = names[at % names.length] ?? "";
  const { [name]: member, ...rest } = members;
  if (what === "respell" || /^a_?p_?p_?i_?d$/i.test(name)) return { ...rest, [spell(name)]: member };
  if (what === "drop") return rest;
  return what === "replace" ? { ...members, [name]: other } : { ...members, [`${name}2`]: other };
}

function inside(body: Members, change: (members: Members) => Members): Members {
  const name = Object.keys(body).find((key) => key.toLowerCase() === "data");
  const data = name === undefined ? undefined : body[name];
  if (name === undefined || typeof data !== "object" || data === null || Array.isArray(data)) return change(body);
  return { ...body, [name]: change(data as Members) };
}

function expectKept(message: InboundMessage): void {
  const stored: unknown = JSON.parse(JSON.stringify(message));
  expect(inboundMessageSchema.parse(stored)).toEqual(stored);
  expect(message.appId).toBe(ACCOUNT.appId);
}

describe("an envelope with mutations", () => {
  it("becomes a message, and words only where a person wrote them", () => {
    const inRoom = fc.boolean().map((isRoom) => (isRoom ? { room: ROOM } : {}));
    fc.assert(
      fc.property(
        fc.constantFrom(...personalKinds),
        fc.constantFrom(...envelopes),
        inRoom,
        fc.array(mutation, { maxLength: 4 }),
        fc.array(mutation, { maxLength: 6 }),
        (kind, envelope, parts, outer, inner) => {
          const whole = envelope(factories[kind]?.(parts) ?? aCallback.text());
          const body = inner.reduce(
            (now, one) => inside(now, (members) => mutated(members, one)),
            outer.reduce(mutated, whole),
          );
          const message = normalizeBody(body);
          expectKept(message);
          const isTouched = [...outer, ...inner].some(({ what }) => what === "replace");
          if (hasWords(message.kind) && !isTouched) expect(hasWords(kind)).toBe(true);
          if (hasWords(kind) && hasWords(message.kind) && !isTouched) expect(message.kind).toBe(kind);
        },
      ),
      RUNS,
    );
  });

  it("keeps its kind while only its names are spelled otherwise", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...personalKinds),
        fc.constantFrom(...envelopes),
        fc.array(fc.constantFrom(...spellings), { minLength: 16, maxLength: 16 }),
        (kind, envelope, spelled) => {
          const respelled = (members: Members): Members =>
            Object.fromEntries(
              Object.entries(members).map(([name, member], at) => [spelled[at % 16]?.(name) ?? name, member]),
            );
          const original = factories[kind]?.() ?? aCallback.text();
          const whole = envelope(original);
          const message = normalizeBody(inside(respelled(whole), respelled));
          const { kind: found } = normalizeBody(original);
          expect([message.kind, message.newMsgId]).toEqual([found, normalizeBody(original).newMsgId]);
        },
      ),
      RUNS,
    );
  });

  it("with any member of any value is kept, whoever it says it is for", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), value, { maxKeys: 8 }), value, (members, data) => {
        const { Appid: _, appid: __, ...rest } = members;
        const message = normalizeBody({ ...rest, Data: data, Appid: ACCOUNT.appId });
        expectKept(message);
        expect(hasWords(message.kind)).toBe(false);
      }),
      RUNS,
    );
  });
});
