/** How an account knows a person: silently, by the person's consent, or from a mini program. */
export const signInWays = ["base", "userinfo", "mini-program"] as const;

export type SignInWay = (typeof signInWays)[number];

/** A person who has signed in at an account. `unionid`: where WeChat tells it. */
export type SignedInPerson = {
  readonly appId: string;
  readonly openid: string;
  readonly unionid?: string;
  readonly way: SignInWay;
};
