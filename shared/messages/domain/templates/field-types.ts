/** What WeChat takes as the value of a field. `words`: the same for a person, after "takes". */
type FieldType = {
  /** Characters (code points) of a value. */
  readonly most: number;
  /** The form of a value that is not too long; any text where it is left out. */
  readonly form?: RegExp;
  readonly words: string;
};

/** Characters of a value of a field without a type: `first`, `keyword1`, `remark` of older templates. */
export const FREE_MOST = 200;

const DAY = String.raw`\d{4}(?:年|-|/|\.)(?:0?[1-9]|1[0-2])(?:月|-|/|\.)(?:0?[1-9]|[12]\d|3[01])日?`;
const HOUR = String.raw`(?:[01]?\d|2[0-3])[:：][0-5]\d(?:[:：][0-5]\d)?`;
const TIME = String.raw`(?:${DAY}\s*)?${HOUR}`;
const DATE = String.raw`${DAY}(?:\s*${HOUR})?`;

/** One of it, or two with `~` between. */
const range = (form: string) => new RegExp(`^${form}(?:\\s*[~～]\\s*${form})?$`);

/**
 * The types of a template's fields, by how their keys begin (`thing2`): developers.weixin.qq.com, 订阅消息 参数值内容限制
 * and 类目模板.
 */
const FIELD_TYPES: Readonly<Record<string, FieldType>> = {
  thing: { most: 20, words: "at most 20 characters" },
  const: { most: 20, words: "one of the template's constants, at most 20 characters" },
  enum: { most: FREE_MOST, words: "one of the template's values" },
  number: { most: 34, form: /^-?(?=(?:\.?\d){1,32}$)\d+(?:\.\d+)?$/, words: "a number of at most 32 digits" },
  letter: { most: 32, form: /^[A-Za-z]+$/, words: "at most 32 letters" },
  symbol: { most: 5, form: /^[^\p{L}\p{N}\s]+$/u, words: "at most 5 symbols" },
  character_string: {
    most: 32,
    form: /^[^\p{Script=Han}\p{Cc}]+$/u,
    words: "at most 32 letters, digits or symbols, without Chinese characters",
  },
  time: { most: 64, form: range(TIME), words: "a time such as 15:01 or 2026年1月31日 15:01, or two with ~ between" },
  date: {
    most: 64,
    form: range(DATE),
    words: "a date such as 2026年1月31日 or 2026年1月31日 15:01, or two with ~ between",
  },
  amount: {
    most: 16,
    form: /^\p{Sc}?\d{1,10}(?:\.\d+)?元?$/u,
    words: "an amount such as ￥12.50 or 12.5元, at most 10 digits before the point",
  },
  phone_number: {
    most: 17,
    form: /^(?=.*\d)[\d\s+\-*#()]+$/,
    words: "a telephone number of at most 17 digits and symbols",
  },
  car_number: {
    most: 8,
    form: /^[\p{Script=Han}A-Za-z0-9][A-Za-z0-9]*[\p{Script=Han}A-Za-z0-9]$/u,
    words: "a number plate of at most 8 characters, such as 粤A8Z888挂",
  },
  name: {
    most: 20,
    form: /^(?:[^\p{N}\p{Cc}\p{Script=Han}]{1,20}|[^\p{N}\p{Cc}]{1,10})$/u,
    words: "a name without digits: 10 characters where some are Chinese, 20 otherwise",
  },
  phrase: { most: 5, form: /^\p{Script=Han}+$/u, words: "at most 5 Chinese characters" },
};

/** The type of a field, undefined for one that has a key of an older template. */
export function fieldTypeOf(key: string): string | undefined {
  const type = /^([a-z_]+?)\d+$/.exec(key)?.[1];
  return type !== undefined && Object.hasOwn(FIELD_TYPES, type) ? type : undefined;
}

/** What a field takes, for a person. */
export function fieldWords(key: string): string {
  return FIELD_TYPES[fieldTypeOf(key) ?? ""]?.words ?? `at most ${FREE_MOST} characters`;
}

/** Why WeChat would not take a value for a field; undefined where it would. */
export function valueFault(key: string, value: string): string | undefined {
  const type = FIELD_TYPES[fieldTypeOf(key) ?? ""];
  const long = tooLong(key, value);
  if (long !== undefined || !type) return long;
  if (value.trim() === "") return `'${key}' may not be empty: it takes ${type.words}`;
  if (type.form && !type.form.test(value)) return `'${key}' takes ${type.words}; this is '${value}'`;
  return undefined;
}

/** The same of a value whose variables are not filled in yet: what is written beside them may be too long already. */
export function tooLong(key: string, value: string): string | undefined {
  const { most = FREE_MOST } = FIELD_TYPES[fieldTypeOf(key) ?? ""] ?? {};
  const has = [...value].length;
  return has > most ? `'${key}' takes ${fieldWords(key)}; this one has ${has} characters` : undefined;
}
