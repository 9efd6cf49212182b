/** Facts of WeChat's own SDKs, and of a third implementation. They hold whatever this project computes. */

/** wechatpay-go `core/notify/notify_test.go`: a notification by a certificate; its key has 16 bytes, which is too short. */
export const GO_NOTIFICATION = {
  certificate: [
    "-----BEGIN CERTIFICATE-----\nMIIDVzCCAj+gAwIBAgIJANfOWdH1ItcBMA0GCSqGSIb3DQEBCwUAMEIxCzAJBgNV\nBAY",
    "TAlhYMRUwEwYDVQQHDAxEZWZhdWx0IENpdHkxHDAaBgNVBAoME0RlZmF1bHQg\nQ29tcGFueSBMdGQwHhcNMjEwNDI3MDg1NT",
    "IzWhcNMzEwNDI1MDg1NTIzWjBCMQsw\nCQYDVQQGEwJYWDEVMBMGA1UEBwwMRGVmYXVsdCBDaXR5MRwwGgYDVQQKDBNEZWZh\n",
    "dWx0IENvbXBhbnkgTHRkMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA\n2VCTd91fnUn73Xy9DLvt/V62TVxRTEE",
    "stVdeRaZ3B3leO0pldE806mXO4RwdHXag\nHQ4vGeZN0yqm++rDsGK+U3AH7kejyD2pXshNP9Cq5YwbptiLGtjcquw4HNxJQU",
    "Om\nDeJf2vg6byms9RUipiq4SzbJKqJFlUpbuIPDpSpWz10PYmyCNeDGUUK65E5h2B83\n4uxl1zNLYQCrkdBzb8oUxwYeP5a2",
    "DNxmjL5lsJML7DGr5znsevnoqGRwTm9fxCGf\ny8wus7hwKz6clt3Whmmda7UAdb1c08hEQFVRbF14AR73xbnd8N0obCWJPCb",
    "zMCtk\naSef4FdEEgEXJiw0VAJT8wIDAQABo1AwTjAdBgNVHQ4EFgQUT1c7nd/SUO76HSoZ\numNUJv1R5PwwHwYDVR0jBBgwF",
    "oAUT1c7nd/SUO76HSoZumNUJv1R5PwwDAYDVR0T\nBAUwAwEB/zANBgkqhkiG9w0BAQsFAAOCAQEAfTjxKRQMzNB/U6ZoCUS+",
    "BSNfa2Oh\n0plMN6ZuzwiVVZwg1jywvv5yv04koS7Pd4i9E4gt9ZBUQXlpq+A3oOCEEHNRR6b2\nkyazGRM7s0OP5X21WrbpSm",
    "KmU6K7hkfx30yYs08LVs/Q8DIhvaj1FCFeJzUCzYn/\nfHMq4tsbKO0dKAeydPM/nrUZBmaYQVKMVOORGLFjFKVO7JV6Kq/R8",
    "6ouhjEPgJOe\n2xulNBUcjicqtZlBdEh/PWCYP2SpGVDclKm8jeo175T3EVAkdKzzmfpxtMmnMlmq\ncTJOU9TxuGvNASMtjj7",
    "pYIerTx+xgZDXEVBWFW9PjJ0TV06tCRsgSHItgg==\n-----END CERTIFICATE-----",
  ].join(""),
  signature: {
    timestamp: "1624523846",
    nonce: "EcZ9Cmy4Xyx1i6RlJQzLcCyEqDa26NBz",
    serial: "D7CE59D1F522D701",
    signatureType: "",
    signature: [
      "tJHIiIS9eB2hAYstmAmbbD3ZE5LiIm/Ug5tuL4fC0YOFRWIHV39UFIZXC0e9Wl6lBu6sKvkqDkzpqzBsVHyXFlbYZTOQrVdG",
      "4b6LfTnK4mikv9++ixJMd3vTf2yCqvBkh98zs3Ds5zsYQakzbcwhmw4fMJs4nPLws28H0UW9FjDR//rxELLwXvV1VEA1IBLX",
      "70xptjL8hrfUjEE8kkry6yNJTHZRU8CAc7qHli2Ng1V1qb9ARbK8A3ThmFmPQvRGrapI/jS2laKKgYUmfdEdkNO6B2Cke5e8",
      "VTxY406ArAmQ90GAihDwIcb16TQMnzCMBoutnwZKNiKRACrFmtxw2Q==",
    ].join(""),
  },
  apiV3Key: "testMchAPIv3Key0",
  body: [
    '{"id":"3119dfba-e649-5eec-ab1e-3412bc4d2e17","create_time":"2021-06-24T16:37:26+08:00","resource',
    '_type":"encrypt-resource","event_type":"PAYSCORE.USER_OPEN_SERVICE","summary":"签约成功","resource":',
    '{"original_type":"payscore","algorithm":"AEAD_AES_256_GCM","ciphertext":"YDS3lKPaC4Y52Gf3uhft5qU',
    "BlIa8b428AWTtTauHQfQrRw+X1WpiuHIDy0vo1Vd6VEq67aVyqPdDYMkRVSDaZL3iZttevRMOoPKMifozg6XPWjIZumks/Gp",
    "T48lI4NizyeaqLBokNebthah3o1H76qSlO9NkDjp9bzmKLEYYH9TEklFUpsvPqOTOcgSLgh21YJXYR7dEBXFgRLiNIKRgO5J",
    'dXh1hccRUAlyVWxE54PXpnQ==","associated_data":"payscore","nonce":"Kj7QIyUiYx1q"}}',
  ].join(""),
};

/** wechatpay-java `RSAVerifierTest`: the SHA-256 signature of a text by the merchant certificate of its tests. */
export const JAVA_SIGNATURE = {
  certificate: [
    "-----BEGIN CERTIFICATE-----\nMIIDrTCCApWgAwIBAgIUXxxy4qiTG3Ki4Tr43ukkces5cRUwDQYJKoZIhvcNAQEL\nBQA",
    "wZjELMAkGA1UEBhMCQ04xEjAQBgNVBAgMCUd1YW5nZG9uZzERMA8GA1UEBwwI\nc2hlbnpoZW4xITAfBgNVBAoMGEludGVybm",
    "V0IFdpZGdpdHMgUHR5IEx0ZDENMAsG\nA1UEAwwEdGVzdDAeFw0yMjA1MTAwMTU3MTBaFw0yNTA1MDkwMTU3MTBaMGYxCzAJ\n",
    "BgNVBAYTAkNOMRIwEAYDVQQIDAlHdWFuZ2RvbmcxETAPBgNVBAcMCHNoZW56aGVu\nMSEwHwYDVQQKDBhJbnRlcm5ldCBXaWR",
    "naXRzIFB0eSBMdGQxDTALBgNVBAMMBHRl\nc3QwggEiMA0GCSqGSIb3DQEBAQUAA4IBDwAwggEKAoIBAQCaZzehUwzcxdLgGn",
    "/U\nNryHLdX0yBvCqD0p92/BdlCIBi0dmzZzrfc+FF0xK70AP9b2+Ry5q+zXUU+dPucJ\nmgwABiZ+Lte+4euMxqPCEkdEu9ly",
    "iphalpoaOVPbmDNatzq9k5a/P454QRWMdkLU\nJZCeoL9bF2Gn/2+wWEw3sL8zFFcOM8Jr1PdOLmAx+h7pf/87jcmXXCm+SZq",
    "w5MtI\nLKQi9zHWujYdMA0IcYNeQaNl1h/NUnungdIHKaaU+17wCXqTcZsipAGoqfqrHx/s\nr30ZszOdHYOvFNiB+rhEldBGS",
    "LWwSYE6LFkbP9GdQWKIQCip3E5dLj5ZFkDeOv4H\nekf9AgMBAAGjUzBRMB0GA1UdDgQWBBQQicr3Vq+2NG2ykH0nxQxsct1R",
    "tTAfBgNV\nHSMEGDAWgBQQicr3Vq+2NG2ykH0nxQxsct1RtTAPBgNVHRMBAf8EBTADAQH/MA0G\nCSqGSIb3DQEBCwUAA4IBAQ",
    "CH//ZlSAbc6xRlwKwwfbHMsVpAfo/p+Y3397Gi4sR8\nRbsW6a3ezXhbiSGiJxDnerx9Cmp4K6U+D3Fl0N9K6CDWfwpGNiZvj",
    "mCxtM/wb7dM\nu+4U0MXJGBcaePj4mtV/+qPxSWDCQ+PR5OcYRQnac9LfrffTuejQx5aw9FcD7egI\nSYfgkZ/wgHyQcZyhh8s",
    "6DuigpEaVGMLLoWDZGJ3D+rt4kXk9y5+03KBB2vobyl6P\n+PDgaYrlNR/UQMnKMdkgWp7bebmrcXte32/6FAwK3SuHZOSkte",
    "DtRCYhYfG5SGSr\ngo1ujfIK1zIFyPkKKnsgTUPJXwdC7LI+ZqJuWTyVTNj6\n-----END CERTIFICATE-----",
  ].join(""),
  serial: "5F1C72E2A8931B72A2E13AF8DEE92471EB397115",
  text: "message",
  signature: [
    "Rq+5ZpWV6IHTWE1+9gCrYJKguNgbItpMdlIA+PVCPCdUAKNlohZz7CL7Y8xWDIFJjdGnErMj6Z+Q/h9CF5MV+nAVkqDmBR0u",
    "P5ppsUEzco4ijvKHsvI2ro4boSW6vSfQs3W8I4QSI9a0/NFIgvj83Fv27LIYZf7deaFWmEwd1fpAeJRCyoKyBeJPdsjVx0//",
    "Lqe6Wze2zVdliLcBvaHCfpd8+rAVGS+FQDeWgHqJ7n/Zy09LmV1/ghs7pO1mdjdD16SHKlysAD3K5hNGUJX/SHrEXEcu1yO1",
    "AOb/YvOVkjNh8243rcfXNE5L4ph2XS11vS+2aToKYSOcKUagf0LLaw==",
  ].join(""),
};

/** wechatpay-java `AeadAesCipherTest`. */
export const JAVA_CIPHER = {
  apiV3Key: "a7cde1ZJB1kG2e7VfTs3jQzaWizur8Gb",
  nonce: "uluk4a9R25RW",
  associatedData: "associatedData",
  ciphertext: "ulwSiIajGClcvcOYvOQ7+l+0PAbzzwI=",
  text: "message",
};

/** WeChat's examples of a payment and a refund, signed and encrypted by Python's `cryptography` 48 at 2026-01-01 12:00 +08:00. */
export const PYTHON_NOTIFICATIONS = {
  serial: "PUB_KEY_ID_0112300001092026010100000000000001",
  publicKey: [
    "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAqEt4Ob9J4w3kDyMJZyxU\nsG5M",
    "jU7v+GUl1KKmDt8J+QbPeULfJmUhsQOYR5A6GEYBGgc0aCNJvOjbDxbzKoKv\ngekMyOWLkyD4SyFdBWmqxtbSozaivK6VmFZ",
    "4vq67zAyRq8FQXvtKT5rlY+eWBjyO\nxQYf71BDV7yyAsCRVxlJFmWABMVOwGLBQVSsJlPh3i7+t7TWXv20hUuDYfyq3JJw\nP",
    "X96ZWgbn0upae+CyGJl6JXLFqvGrUZCwV3R0dPpZzg6ZZpR4Qakta4BkyQ3/huJ\nBB81i0cBOnPZ+bew6GOjNyRiG/ejgaJe",
    "m5UBIP/n8x1VR2ckBhscqQF2f0nuVAu6\n3wIDAQAB\n-----END PUBLIC KEY-----\n",
  ].join(""),
  apiV3Key: "Py7hon3ndepend3nt0racle0fAesGcm1",
  signedAt: 1_767_240_000_000,
  payment: {
    timestamp: "1767240000",
    nonce: "c5ac7061fccab6bf3e254dcf98995b8c",
    signature: [
      "UxZxhZN3TglvJXFxPAWmBEehkQsOQ12ydcjvKK2EIC563exTTckMiJHZ8wzgo6deg9dc76FMyS6qnF8vZLUESumJIWs+6oPx",
      "oTJYQY5cBpjncC0MHqmsiMdeKzYSwDJZKkcYSc0/Ciw6jJywOc2599VVXEyEfEAoSpRme0k9iSsDgyBC2K6pV7FFGTwYYeYz",
      "vnPlI6zX0l7AH5HGIQGHbU8h6Dcz/YmrhvW8vxRdSdMsRsLuipCw2yGebH1AKfyn6zBUHtSSy+xWQ+3UXt18xbeRCl9XlzZe",
      "dq+PvMOD/5r1LFYIwrf8ztY9Ujip3lqBCJ4qxtUTiIia7rmdvKZsYA==",
    ].join(""),
    body: [
      '{"id":"EV-20260101-e1","create_time":"2026-01-01T12:00:00+08:00","resource_type":"encrypt-resour',
      'ce","event_type":"TRANSACTION.SUCCESS","summary":"通知","resource":{"original_type":"transaction",',
      '"algorithm":"AEAD_AES_256_GCM","ciphertext":"OxhUq7aMbeyjVgy5QharWcpjvD+ms5Q5si6OTsY0Fi9UmiMJZdC',
      "jJ9OcLu0Hfd4LI95EOtM5asSVAjg6kS8g/YDVweyfTJfpSjdvJ8k1c6rkJGf8pHol/aeZGVF7yUcCWAi+4hB04UqZdU+ibu3",
      "Ye08B+BghqrmYGEAPNPJNceYw7NtfBLwggaFmwh0PqSTOqYSMZB9ZsCn86/y+Iou+H3lfrmpTArKuHjyB/NH7A1uI/JJtUeT",
      "5+Dasi19LjOZ//x7w7WtpfZw7f5g+HLvWG9GHruJnb876MQNyfY13AJvqSfADdVf8x1N/ZkrRYIj5M4bG2nAirzqHDjg31Gp",
      "l7hnRviIdClqxZ8RAIikcQTwnRWE6AER6HSNfKi0fvgGBZP0xxbqHpP56iMstO9p0Uppq+xCkINZYLkYMm/40SNcCtGj1LsO",
      "JKStvoXQeOvksffO+Q3C+2XcAJQNrJSR0o3f298XRj5xumHntqXXSZY8Whn5P1Wu+9Hq++qyz3u63D08uAla13wX7Y/fauJn",
      "3TUxQuJOFF/ULRG1fbf4xEY832Jx6Jy3HnJzKGwIZH3j2LHhJOdy0/ruh8ZQrdRg/I4iuh98oSIbWvz8tfFdKhvBwt/rxK1c",
      '6+kJGqyjW8kP1pvchYZCIBSV2ng==","nonce":"fdasflkja484","associated_data":"transaction"}}',
    ].join(""),
  },
  refund: {
    timestamp: "1767240000",
    nonce: "c5ac7061fccab6bf3e254dcf98995b8c",
    signature: [
      "WP3BtoE3u6wy3rPjVQqJDbzdmgDuEjzOosVodN1MybbY3GG0uJQrSrlxhobB8h6JkFq1XFHNZOX8y9OZLe5LWU5bSmNb7WK8",
      "U7oilJyqCQACp/Yo2fR+ru6I1IUr/TGfgFtBYRan1A/7y71kT52AI+K7szjfwkRXOBbJ1qJ9Hr5BeYvKVZ7YTixCXrFdtZRw",
      "YDLlND3L0I8X0pslkUMEFq94B8L1tXrU+7PknsqvYMUNEcu0FLMcGlHQVi7ie93qPCI4pUMhzJJC+UyUkuoBENJESvXT2YnF",
      "8+DbOVRbnDCZTBrLuitMKaSHcpqxvqbhFd1M2ujPJrBTsEynvpqrhw==",
    ].join(""),
    body: [
      '{"id":"EV-20260101-e2","create_time":"2026-01-01T12:00:00+08:00","resource_type":"encrypt-resour',
      'ce","event_type":"REFUND.SUCCESS","summary":"通知","resource":{"original_type":"refund","algorithm',
      '":"AEAD_AES_256_GCM","ciphertext":"ycLgGGEu7XpvGEZmamLRFhYTG38haoPCfJv5sM3iJ30BRLXymJdxnPeWraQ0i',
      "Zfa0vhhBD+S76+YkTsIY9DxOadQh1iBeHs2ulebbQN8dsoBwTeDK0RT6vvScLvmHULH5Jl8M0G2s0GKpRMv0L/eG8tqUJ7is",
      "HUxP0qLYYNfEMGgckWoYUz35O5Jcm4tLQKK3BUPmMbGmER7v4Y6Ybj+HjDy1soWb+L0nDE9QrMMszQ8TGHN39I/t7OWPbajL",
      "VOCumoEkFlOVisEnTExrkMfE9C/yKo0nMrBrKDxWP1tOgybn7xpK7Cus8nVU962QWdgvNF4RBRqVs02EAsrNXreomcSh+sNn",
      "mOIgG9rIiyb5Gw0zOmeAPWkhBqu1mccMeWQRON1ztjiiVJ79EZNjzldMsS0AXiPLSx0m2DYI+Io2RGgbDn2oHch1U2JN2tBj",
      "vN51DBb+t+FkVYPEswnsNMC4xae14UwrRlI3Uz7CaFerHQ5rOyXJnnpUfrOb5q9X1yWL/KSNpESf7LMJTmtzGVOwbM7bkPCX",
      'jwBL2TRBJq5wFZSMapiRgVBW5e3CbsnVW8XVFdWJkVX","nonce":"rEfUnD123456","associated_data":""}}',
    ].join(""),
  },
};
