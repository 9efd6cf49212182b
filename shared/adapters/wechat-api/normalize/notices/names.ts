import { type Person, UNNAMED } from "../../../../messages/domain/new-members.ts";

/** A person whom a plain sentence names: of people there are names only. */
export function personNamed(name: string): Person {
  return { username: "", nickname: unquoted(name) };
}

const BETWEEN_QUOTES = /["”」]\s*(?:、|,|，|and)\s*["“「]/u;
const IN_QUOTES = /^\s*["“「].*["”」]\s*$/su;

/**
 * The people whom a sentence names. Names each in quotation marks are several; one pair of marks is one person, because a
 * name may have 、 in it. Without marks they are divided by 、 and comma.
 */
export function peopleNamed(names: string): Person[] {
  const list = BETWEEN_QUOTES.test(names)
    ? names
        .trim()
        .replace(/^["“「]|["”」]$/gu, "")
        .split(BETWEEN_QUOTES)
    : IN_QUOTES.test(names)
      ? [names]
      : names.split(/、|, /u);
  return list.map(personNamed).filter(({ nickname }) => nickname !== "");
}

/** The parts of a name that may be the names of several people. */
export function partsOf({ nickname }: Person): Person[] {
  return nickname.split(/、|, /u).map(personNamed);
}

/** The person in a place where a sentence has one name; `UNNAMED` for an empty one. */
export function oneNamed(name: string): Person {
  const person = personNamed(name);
  return person.nickname === "" ? UNNAMED : person;
}

function unquoted(name: string): string {
  return name
    .trim()
    .replace(/^["“「](.*)["”」]$/su, "$1")
    .trim();
}
