import type { Login } from "../domain/login.ts";

/** The page that shows a login's code to everyone who has the link, while the login lasts. */
export function loginPage(publicUrl: string, { appId, key }: Pick<Login, "appId" | "key">): string {
  return `${publicUrl}/login/${appId}/${key}`;
}
