import type { MessageBody } from "../../../../messages/domain/inbound-message.ts";
import type { Place } from "./place.ts";

/**
 * Sentences of WeChat in any chat, in Chinese (simplified and traditional), English, Japanese and Korean; some are told
 * by the link or the picture in them, whatever the language. `alone`: only in a private chat.
 */
type Sentence = {
  readonly expressions: readonly RegExp[];
  readonly alone?: true;
  readonly read: (found: RegExpExecArray, notice: string, place: Place) => MessageBody;
};

const SENTENCES: readonly Sentence[] = [
  {
    alone: true,
    expressions: [
      /^你已(?:添加了?|新增了?|加入了?)["“「]?(.*?)["”」]?(?:[为為](?:朋友|好友))?[，,]\s?(?:现在|現在)?可以(?:开始|開始)聊天了?[。.]?$/su,
      /^["“「]?(.*?)["”」]?(?:刚刚|剛剛)?把你(?:添加|新增|加入)到(?:通讯录|通訊錄)[，,]\s?(?:现在|現在)?可以(?:开始|開始)聊天了?[。.]?$/su,
      /^You(?:['’]ve| have) (?:just )?added ["“]?(.+?)["”]?(?: (?:as|to|on) [^.,!]*)?[.,!] ?(?:Start|You can|Now|Say|Let)[^"“”]*[.!]?$/isu,
      /^["“]?(.+?)["”]? (?:has |just )*added you (?:as|to) [^"“”]*(?:chat|contact|friend)[^"“”]*$/isu,
      /^["“「]?(.+?)["”」]?(?:さん)?を(?:友だち|友達|連絡先)に追加しました。?[^"“”]*$/su,
      /^["“]?(.+?)["”]?(?:님)?을?를? ?(?:친구|연락처)(?:로|에) 추가했습니다\.?[^"“”]*$/su,
    ],
    read: ([, name = ""], notice) => ({ kind: "friend-added", notice, name }),
  },
  {
    alone: true,
    expressions: [
      // The link to ask for friendship again.
      /href=["']weixin:\/\/findfriend\/verifycontact/iu,
      /^.*(?:开启|開啟|启用|啟用)了(?:朋友|好友)[验驗][证證][，,].*不是.*(?:朋友|好友).*$/su,
      /^.* (?:has )?enabled Friend (?:Confirmation|Verification).*$/isu,
    ],
    read: (_found, notice) => ({ kind: "friend-lost", notice: withoutMarkup(notice), cause: "not-friend" }),
  },
  {
    alone: true,
    expressions: [
      /^(?:消息|訊息)已(?:发出|發出|发送|傳送|送出)[，,]但(?:是)?被?(?:对方|對方)拒(?:收|绝|絕|絕接收)了?[。.]?$/u,
      /^(?:The |Your )?message (?:was |is |has been )?(?:successfully )?(?:sent|delivered),? but (?:was |is |has been )?rejected by the (?:receiver|recipient|other party)\.?$/iu,
      /^メッセージは?(?:を)?送信(?:しました|されました)が、?(?:相手|受信者)に拒否されました。?$/u,
    ],
    read: (_found, notice) => ({ kind: "friend-lost", notice, cause: "blocked" }),
  },
  {
    expressions: [
      /^(?:你|您)?收到了?(?:一个|一個)?(?:红包|紅包)[，,]\s?[请請]在手[机機]上?(?:查看|打开|打開|檢視|接收).*$/su,
      /^(?:You(?:['’]ve| have)? )?received (?:a )?red (?:packet|envelope)[^"“”]*$/iu,
      /^Red (?:packet|envelope) received[^"“”]*$/iu,
    ],
    read: (_found, notice) => ({ kind: "red-packet-notice", notice, what: "received" }),
  },
  {
    expressions: [
      // The picture and the link of a red packet that was opened.
      /^<img src=["']SystemMessages_HongbaoIcon/iu,
      /href=["']weixin:\/\/weixinhongbao\//iu,
      /^(?:你|您)[领領]取了["“「]?(?:.*?)["”」]?的(?:红包|紅包)$/su,
      /^["“「]?(?:.*?)["”」]?[领領]取了(?:你|您)的(?:红包|紅包).*$/su,
      /^You opened .*red packet$/isu,
      /^.* opened your red packet.*$/isu,
    ],
    read: (_found, notice) => ({ kind: "red-packet-notice", notice: withoutMarkup(notice), what: "opened" }),
  },
  {
    expressions: [
      /^(?:你|["“「]?.*?["”」]?)\s?撤回了一[条條](?:消息|訊息).*$/su,
      /^(?:You|["“]?.*?["”]?)(?: have| has|['’]ve)? (?:recalled|unsent|withdrew) a message\.?.*$/su,
    ],
    read: (_found, notice) => ({ kind: "revoke", notice: withoutMarkup(notice), revokedMsgId: "" }),
  },
  {
    expressions: [/^(?:我|你|["“「].*["”」])\s?拍了拍\s?(?:我|你|自己|["“「].*["”」]).*$/su, /^.+ tickled .+$/isu],
    read: (_found, notice, { wxid }) => ({
      kind: "pat",
      from: /^(?:我|你|I |You )/u.test(notice) ? wxid : "",
      to: /(?:拍了拍\s?(?:我|你)|tickled (?:me|you))/iu.test(notice) ? wxid : "",
      template: notice,
    }),
  },
  {
    expressions: [
      /^["“「]?.*?["”」]?\s?(?:发起|發起)了(?:一个|一個)?(?:群)?(语音|語音|视频|視訊|視頻)通[话話]\s?.*$/su,
      /^(语音|語音|视频|視訊|視頻)?通[话話]已?[经經]?(?:结束|結束).*$/su,
      /^.+ started a (?:group )?(voice|video) call\.?$/isu,
      /^(?:The |Group )?(voice|video)? ?call (?:has )?ended\.?.*$/iu,
    ],
    read: ([, medium = ""], notice) => ({ kind: "call", xml: "", media: mediaOf(medium), text: notice }),
  },
];

/** What a sentence of WeChat says; `undefined` for sentences that are in no table. */
export function chatNoticeIn(notice: string, place: Place): MessageBody | undefined {
  for (const { expressions, alone, read } of SENTENCES) {
    if (alone && place.chat !== "private") continue;
    for (const expression of expressions) {
      const found = expression.exec(notice);
      if (found !== null) return read(found, notice, place);
    }
  }
  return undefined;
}

function mediaOf(medium: string): "voice" | "video" | "" {
  if (medium === "") return "";
  return /^[语語]|^voice/iu.test(medium) ? "voice" : "video";
}

/** Links and pictures in a notice are WeChat's own; their text stays. */
function withoutMarkup(notice: string): string {
  return notice
    .replace(/<\/?[a-z_][^<>]*>/giu, "")
    .replace(/\s+/g, " ")
    .trim();
}
