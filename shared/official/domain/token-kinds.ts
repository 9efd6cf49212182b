/**
 * The tokens of WeChat that are kept until they end. `owner`: whose they are.
 *
 * A code for a third-party platform's authorization page (`pre_auth_code`) is not among them: it serves one
 * authorization only, so that two administrators who got the same kept one would disturb each other.
 */
export const tokenKinds = ["access", "jsapi-ticket", "card-ticket", "component", "authorizer"] as const;
export type TokenKind = (typeof tokenKinds)[number];

/** How WeChat treats the tokens of a kind. Times in ms. */
export type TokenRule = {
  /** The next one is asked for from so long before the end. */
  readonly early: number;
  /**
   * WeChat is asked so much later than that, so that clocks need not agree, and at the earliest so long after it gave
   * a token whose last minutes had begun.
   */
  readonly margin: number;
  /** A present token is used for so long while it cannot be renewed, or while another container renews it. */
  readonly useOldFor: number;
  /** The errcodes by which WeChat refuses a call for its token. It had no effect. */
  readonly refusedBy: ReadonlySet<number>;
  readonly replacing: {
    /** WeChat goes on giving a token that it refuses until a new one is forced; else each question may give a new one. */
    readonly byForce: boolean;
    /** A token that was refused before its end is replaced so often by the day in China, with this pause (ms). */
    readonly aDay: number;
    readonly pause: number;
  };
};

const REFUSED = new Set([40001, 40014, 42001]);

/**
 * A page learns that its signature is wrong, and tells no errcode. WeChat limits these calls closely and says the ticket
 * for the account's pages has 7,200 s; that the old one still serves is not promised. Anybody who opens a page may say
 * that its ticket is refused: the pause alone is the limit, 96 questions a day, so that strangers use no limit up and
 * put off what a page truly needs by a quarter of an hour at most.
 */
const TICKET: TokenRule = {
  early: 300_000,
  margin: 60_000,
  useOldFor: 10_000,
  refusedBy: new Set(),
  replacing: { byForce: false, aDay: Number.POSITIVE_INFINITY, pause: 900_000 },
};

/**
 * WeChat's page advises to renew after 1 h 50 min. How long the old one serves then is not promised, so that it is used
 * for a moment only; a call that is refused takes the next one.
 */
const PLATFORM: TokenRule = {
  early: 600_000,
  margin: 30_000,
  useOldFor: 2000,
  refusedBy: REFUSED,
  replacing: { byForce: false, aDay: Number.POSITIVE_INFINITY, pause: 10_000 },
};

export const TOKEN_RULES: Readonly<Record<TokenKind, TokenRule>> = {
  /**
   * An account's `access_token` (`stable_token`), by its appId. WeChat gives the next one in the last five minutes, and
   * lets both serve for as long; a new one is forced 20 times a day, with 30 s in between.
   */
  access: {
    early: 300_000,
    margin: 30_000,
    useOldFor: 10_000,
    refusedBy: REFUSED,
    replacing: { byForce: true, aDay: 20, pause: 30_000 },
  },
  /** What an account's pages sign with, by its appId. */
  "jsapi-ticket": TICKET,
  /** What an account's cards are signed with, by its appId. */
  "card-ticket": TICKET,
  /** A third-party platform's own, by its appId. */
  component: PLATFORM,
  /** A third-party platform's for an account that authorized it, by the account's appId. */
  authorizer: PLATFORM,
};
