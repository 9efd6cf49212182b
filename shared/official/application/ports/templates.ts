import type { PushType } from "../../../messages/domain/templates/contents.ts";
import type { ToldTemplate } from "../../domain/template.ts";

/** The templates that an account has at WeChat. Throws what WeChat answers, as a call of its API does. */
export type Templates = {
  /** All of one type; empty where WeChat lets the account have no such templates. */
  list(appId: string, type: PushType): Promise<readonly ToldTemplate[]>;
};
