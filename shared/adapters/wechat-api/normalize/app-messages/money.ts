import { childOf, numberIn, textOf } from "../../../../kernel/domain/xml.ts";
import type { MessageBody } from "../../../../messages/domain/inbound-message.ts";
import type { AppMessage } from "./element.ts";

export function transfer({ appmsg, xml }: AppMessage): MessageBody {
  const pay = childOf(appmsg, "wcpayinfo");
  return {
    kind: "transfer",
    xml,
    feeText: textOf(pay, "feedesc"),
    transferId: textOf(pay, "transferid"),
    // The vendor's spelling.
    transactionId: textOf(pay, "transcationid"),
    memo: textOf(pay, "pay_memo"),
    paySubtype: numberIn(textOf(pay, "paysubtype")),
    payer: textOf(pay, "payer_username"),
    receiver: textOf(pay, "receiver_username"),
  };
}

export function redPacket({ appmsg, xml }: AppMessage): MessageBody {
  const pay = childOf(appmsg, "wcpayinfo");
  return {
    kind: "red-packet",
    xml,
    title: textOf(pay, "receivertitle") || textOf(pay, "sendertitle") || textOf(appmsg, "title"),
    scene: textOf(pay, "scenetext"),
    url: textOf(pay, "nativeurl") || textOf(pay, "url"),
    payMsgId: textOf(pay, "paymsgid"),
  };
}

export function redPacketCover({ appmsg, xml }: AppMessage): MessageBody {
  return { kind: "red-packet-cover", xml, title: textOf(appmsg, "title"), description: textOf(appmsg, "des") };
}
