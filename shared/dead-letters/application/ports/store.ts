import type { DeadLetter, DeadLetterState } from "../../domain/letter.ts";

/** Which rows a list has, newest first. */
export type DeadLetterFilter = {
  readonly state: DeadLetterState;
  readonly lane?: string | undefined;
  readonly appId?: string | undefined;
};

/** The rows of dead letters, and their bodies as far as these are small. */
export type DeadLetters = {
  /** Strongly consistent. */
  get(id: string, now: number): Promise<DeadLetter | undefined>;
  /** Writes `next` in the place of `known` (undefined: no row); false where the row has changed meanwhile. */
  put(next: DeadLetter, known: DeadLetter | undefined, now: number): Promise<boolean>;
  /** Keeps the body of the row's round until the row has ended. It is written before the row. */
  putBody(letter: DeadLetter, body: string): Promise<void>;
  body(letter: DeadLetter, now: number): Promise<string | undefined>;
  /** Lets the body go with its row, which has ended. */
  endBody(letter: DeadLetter, now: number): Promise<void>;
  list(
    filter: DeadLetterFilter,
    limit: number,
    cursor?: string,
  ): Promise<{ readonly letters: readonly DeadLetter[]; readonly cursor?: string }>;
  /** How many open rows each lane has. */
  countOpen(): Promise<ReadonlyMap<string, number>>;
};
