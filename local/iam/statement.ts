/** One statement of a policy, with every reference worked out. */
export type Statement = {
  readonly effect: "Allow" | "Deny";
  /** E.g. `dynamodb:GetItem`; may have `*` and `?`. */
  readonly actions: readonly string[];
  /** ARNs; may have `*` and `?`. */
  readonly resources: readonly string[];
  /** All of them must hold. */
  readonly conditions: readonly Condition[];
};

/** One key of a statement's condition block: `ForAllValues:StringLike`, `dynamodb:LeadingKeys` and its patterns. */
export type Condition = { readonly operator: string; readonly key: string; readonly values: readonly string[] };
