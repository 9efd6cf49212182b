/** What WeChat Pay signs by, as it came; an absent header is empty. */
export type PaySignature = {
  readonly timestamp: string;
  readonly nonce: string;
  readonly signature: string;
  readonly serial: string;
  readonly signatureType: string;
};

/** The signature in the headers of a notification or an answer, whose names are in lower case. */
export function paySignatureIn(headers: Readonly<Record<string, string | undefined>>): PaySignature {
  return {
    timestamp: headers["wechatpay-timestamp"] ?? "",
    nonce: headers["wechatpay-nonce"] ?? "",
    signature: headers["wechatpay-signature"] ?? "",
    serial: headers["wechatpay-serial"] ?? "",
    signatureType: headers["wechatpay-signature-type"] ?? "",
  };
}
