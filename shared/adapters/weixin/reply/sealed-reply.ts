import { encrypt } from "../callback/encrypt.ts";
import { signatureOf } from "../callback/signature.ts";
import { cdata } from "./cdata.ts";

/** What an encrypted answer is made with. `recipient`: whose appId stands inside. */
export type ReplyKey = { readonly token: string; readonly encodingAesKey: string; readonly recipient: string };

/** What differs between two encryptions of one reply. `timestamp`: epoch seconds; `random`: 16 bytes. */
export type ReplySalt = { readonly timestamp: string; readonly nonce: string; readonly random: Uint8Array };

/** The answer to a callback in safe and compatible mode, in the form of Tencent's sample code. */
export function sealedReply(xml: string, key: ReplyKey, { timestamp, nonce, random }: ReplySalt): string {
  const encrypted = encrypt(xml, key.encodingAesKey, key.recipient, random);
  const signature = signatureOf([key.token, timestamp, nonce, encrypted]);
  return [
    "<xml>",
    cdata("Encrypt", encrypted),
    cdata("MsgSignature", signature),
    `<TimeStamp>${timestamp}</TimeStamp>`,
    cdata("Nonce", nonce),
    "</xml>",
  ].join("\n");
}
