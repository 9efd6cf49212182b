/** What the person reads of one article: WeChat shows a single one in answer to a message. */
export type Article = {
  readonly title: string;
  readonly description: string;
  readonly pictureUrl: string;
  readonly url: string;
};

/**
 * What a callback's own answer can say to the person who wrote. `mediaId`: of a file that the account uploaded.
 * https://developers.weixin.qq.com/doc/subscription/guide/product/message/Passive_user_reply_message
 */
export type PassiveReply =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "image"; readonly mediaId: string }
  | { readonly type: "voice"; readonly mediaId: string }
  | { readonly type: "video"; readonly mediaId: string; readonly title?: string; readonly description?: string }
  | {
      readonly type: "music";
      readonly thumbMediaId: string;
      readonly title?: string;
      readonly description?: string;
      readonly url?: string;
      readonly betterUrl?: string;
    }
  | { readonly type: "news"; readonly articles: readonly Article[] }
  /** Hands the person over to WeChat's own customer-service console; to one of its agents where `agent` is given. */
  | { readonly type: "transfer"; readonly agent?: string };

/** From whom to whom a reply goes. `createdAt` in epoch ms. */
export type ReplyHead = { readonly to: string; readonly from: string; readonly createdAt: number };
