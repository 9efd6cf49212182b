import { describe, expect, it } from "vitest";
import { gatewayCredentialsSchema } from "../../../../../shared/adapters/wechat-api/client/credentials.ts";

const secret = { baseUrl: "http://10.0.0.5:8080/api", token: "t" };

describe("the origins of a gateway's files", () => {
  it.each(["http://10.0.0.5:8080", "https://files.example.com", "http://[fd00::5]:8080"])("may be %s", (origin) => {
    expect(gatewayCredentialsSchema.parse({ ...secret, mediaOrigins: [origin] }).mediaOrigins).toEqual([origin]);
  });

  it.each([
    "http://10.0.0.5:8080/",
    "http://10.0.0.5:8080/files",
    "http://10.0.0.5:80",
    "http://user@10.0.0.5:8080",
    "http://*.example.com:8080/x",
    "ftp://10.0.0.5",
    "file:///",
    "10.0.0.5:8080",
    "null",
    "",
  ])("may not be %j, which nothing would ever equal", (origin) => {
    const { error } = gatewayCredentialsSchema.safeParse({ ...secret, mediaOrigins: [origin] });
    expect(error?.issues).toMatchObject([{ path: ["mediaOrigins", 0], message: expect.stringContaining("origin") }]);
  });
});
