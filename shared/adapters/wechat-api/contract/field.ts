/**
 * The small language that the contract is written in. A field is plain data with a type on it: `InputOf` is what a
 * caller gives, `OutputOf` what a caller gets. `check.ts` judges requests by it, `read.ts` answers.
 *
 * In a request every member must be there unless it is `optional`. In an answer any member may be missing or null
 * unless it is `always` there, because the vendor leaves out what it does not know.
 */
type SimpleKind = "text" | "name" | "integer" | "number" | "flag" | "id" | "anything";
type Node =
  | { [K in SimpleKind]: { readonly kind: K } }[SimpleKind]
  | { readonly kind: "choice"; readonly values: readonly (string | number)[] }
  | { readonly kind: "list"; readonly of: AnyField }
  | { readonly kind: "object"; readonly members: Shape };

export type Field<In, Out = In> = Node & {
  readonly optional?: boolean;
  readonly always?: boolean;
  readonly spare?: boolean;
  /** Never set: carries the types. */
  readonly types?: (input: In) => Out;
};
export type AnyField = Field<never, unknown>;
export type Shape = Readonly<Record<string, AnyField>>;

type Optional = { readonly optional: true };
type Always = { readonly always: true };
type Spare = { readonly spare: true };

/** What a caller gives for a field. */
export type InputOf<F> = F extends { readonly types?: (input: infer In) => unknown } ? In : never;
/** What a caller gets for a field. */
export type OutputOf<F> = F extends { readonly types?: (input: never) => infer Out } ? Out : never;

type Flat<T> = { [K in keyof T]: T[K] };

/** A request's body. */
export type InputOfShape<S> = Flat<
  { [K in keyof S as S[K] extends Optional ? never : K]: InputOf<S[K]> } & {
    [K in keyof S as S[K] extends Optional ? K : never]?: InputOf<S[K]> | undefined;
  }
>;
/** An answer's object. */
export type OutputOfShape<S> = Flat<
  { [K in keyof S as S[K] extends Always ? K : never]: OutputOf<S[K]> } & {
    [K in keyof S as S[K] extends Always ? never : K]?: S[K] extends Spare
      ? OutputOf<S[K]> | undefined
      : OutputOf<S[K]> | null;
  }
>;

export const text: Field<string> = { kind: "text" };
/** A text that may not be empty: ids of accounts, people and groups. */
export const name: Field<string> = { kind: "name" };
export const integer: Field<number> = { kind: "integer" };
export const number: Field<number> = { kind: "number" };
export const flag: Field<boolean> = { kind: "flag" };
/** Whatever it is: the facts do not say, or only of an empty example. */
export const anything: Field<unknown> = { kind: "anything" };
/** A 64-bit id: a bare integer on the wire; decimal digits, a bigint or a safe integer from a caller; digits to one. */
export const id: Field<string | number | bigint, string> = { kind: "id" };

/** One of the listed values. */
export function choice<const V extends string | number>(...values: readonly V[]): Field<V> {
  return { kind: "choice", values };
}

export function list<F extends AnyField>(of: F): Field<readonly InputOf<F>[], OutputOf<F>[]> {
  return { kind: "list", of };
}

export function object<S extends Shape>(members: S): Field<InputOfShape<S>, OutputOfShape<S>> {
  return { kind: "object", members };
}

/** A request's member that may be left out. */
export function optional<F extends AnyField>(field: F): F & Optional {
  return { ...field, optional: true };
}

/** An answer's member without which the answer is of no use. */
export function always<F extends AnyField>(field: F): F & Always {
  return { ...field, always: true };
}

/** A part of an answer that nothing hangs on: left out where it has another type. */
export function spare<F extends AnyField>(field: F): F & Spare {
  return { ...field, spare: true };
}

/** Several members of type text. */
export function texts<K extends string>(...names: readonly K[]): Record<K, typeof text> {
  return each(names, text);
}

/** Several members of type integer. */
export function integers<K extends string>(...names: readonly K[]): Record<K, typeof integer> {
  return each(names, integer);
}

/** Several 64-bit ids. */
export function ids<K extends string>(...names: readonly K[]): Record<K, typeof id> {
  return each(names, id);
}

function each<K extends string, F>(names: readonly K[], field: F): Record<K, F>;
function each<F>(names: readonly string[], field: F): Record<string, F> {
  return Object.fromEntries(names.map((member) => [member, field]));
}
