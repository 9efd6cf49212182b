import { expect, it } from "vitest";
import { newCloudSite } from "../../support/cloud-process.ts";
import { until } from "../../support/until.ts";
import { npmStart } from "./npm-start.ts";

/** A browser's plain GET. */
async function open(url: string): Promise<string> {
  const answer = await fetch(url, { headers: { accept: "text/html,application/xhtml+xml,*/*;q=0.8" } });
  const text = await answer.text();
  expect([url, answer.status]).toEqual([url, 200]);
  expect(text, url).not.toBe("");
  return text;
}

const linksIn = (html: string, base: string) =>
  [...html.matchAll(/href="([^"]+)"/g)].map(([, href = ""]) => new URL(href.replaceAll("&#38;", "&"), base).href);

it("every link that npm start prints opens in a browser, and every link of those pages", async () => {
  const site = await newCloudSite();
  await using cloud = npmStart(site);
  await until(() => /^ready http/m.test(cloud.output()), 240);
  const printed = [...new Set(cloud.output().match(/http:\/\/[^\s"]+/g))];
  expect(printed.length).toBeGreaterThanOrEqual(3);
  const seen = new Set<string>();
  for (const url of printed) {
    const html = await open(url);
    expect(html).toMatch(/^<!doctype html>/);
    for (const link of linksIn(html, url)) seen.add(link);
  }
  expect(seen.size).toBeGreaterThan(15);
  for (const link of seen) await open(link);
  const text = await open(`http://127.0.0.1:${site.ports.gateway}/local/view/api/accounts`);
  expect(text).toContain("wx_demo_alpha");
  cloud.pressCtrlC();
  await cloud.ended;
  site.remove();
});
