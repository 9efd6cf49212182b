import type { Allowance } from "../../domain/allowance.ts";

/** What is left of the allowance to set records aside; one for the whole deployment. */
export type Allowances = {
  /** Strongly consistent. */
  get(): Promise<Allowance>;
  /** Writes `next` in the place of `known`; false where another function was first. */
  put(next: Allowance, known: Allowance): Promise<boolean>;
};
