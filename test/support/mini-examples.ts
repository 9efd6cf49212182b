/**
 * What Tencent's demo of decryption has, and with it the tests of WxJava, EasyWeChat and wx-rust:
 * https://developers.weixin.qq.com/miniprogram/dev/framework/open-ability/signature.html
 */
export const TENCENT = {
  appId: "wx4f4bc4dec97d474b",
  sessionKey: "tiihtNczf5v6AKRyjwEUhQ==",
  iv: "r7BXXKkLb8qrSNn05n0qiA==",
  encryptedData: [
    "CiyLU1Aw2KjvrjMdj8YKliAjtP4gsMZMQmRzooG2xrDcvSnxIMXFufNstNGTyaGS9uT5geRa0W4oTOb1WT7fJlAC+oNPdbB+",
    "3hVbJSRgv+4lGOETKUQz6OYStslQ142dNCuabNPGBzlooOmB231qMM85d2/fV6ChevvXvQP8Hkue1poOFtnEtpyxVLW1zAo6",
    "/1Xx1COxFvrc2d7UL/lmHInNlxuacJXwu0fjpXfz/YqYzBIBzD6WUfTIF9GRHpOn/Hz7saL8xz+W//FRAUid1OksQaQx4CMs",
    "8LOddcQhULW4ucetDf96JcR3g0gfRK4PC7E/r7Z6xNrXd2UIeorGj5Ef7b1pJAYB6Y5anaHqZ9J6nKEBvB4DnNLIVWSgARns",
    "/8wR2SiRS7MNACwTyrGvt9ts8p12PKFdlqYTopNHR1Vf7XjfhQlVsAJdNiKdYmYVoKlaRv85IfVunYzO0IKXsyl7JCUjCpoG",
    "20f0a04COwfneQAGGwd5oa+T8yO5hzuyDb/XcxxmK01EpqOyuxINew==",
  ].join(""),
  openid: "oGZUI0egBJY1zhBYw2KhdUfwVJJE",
  /** The watermark's time, epoch ms. */
  at: 1_477_314_187_000,
} as const;

/** Encrypted by PyCryptodome (AES.MODE_CBC, Crypto.Util.Padding): code that shares nothing with OpenSSL. */
export const PYCRYPTODOME = {
  appId: "wx4f4bc4dec97d474b",
  sessionKey: "HyVFkGl5F5OQWJZZaNzBBg==",
  iv: "AAECAwQFBgcICQoLDA0ODw==",
  encryptedData: [
    "A9tSD1UlZPDo99Jgs8ev5ckAzt0m4Vu087o89x1K+AbcTp8BFMvHPI6c+cqln+OrMEcpfCrpdVB+z+Q4QKNH/8GpUYh9kngeQi1I",
    "yoDq/+Iyc30BZ8yKgvHD42T2hBzgUsaQ0KCdqOL42+raAvUls+ALnLu6L2kUxG30U1nnZtO/r8ondT0YuCD1fAIwJ7mYlfAXdVjp",
    "2XND5ZaYNeSvYw==",
  ].join(""),
  at: 1_477_314_187_000,
} as const;

/** The signature of raw data on Tencent's page. */
export const SIGNED_RAW = {
  sessionKey: "HyVFkGl5F5OQWJZZaNzBBg==",
  rawData:
    '{"nickName":"Band","gender":1,"language":"zh_CN","city":"Guangzhou","province":"Guangdong","country":"CN","avatarUrl":"http://wx.qlogo.cn/mmopen/vi_32/1vZvI39NWFQ9XM4LtQpFrQJ1xlgZxx3w7bQxKARol6503Iuswjjn6nIGBiaycAjAtpujxyzYsrztuuICqIM5ibXQ/0"}',
  signature: "75e81ceda165f4ffa64f4068af58c64b8f54b88c",
} as const;
