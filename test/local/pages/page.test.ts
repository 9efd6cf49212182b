import { expect, it } from "vitest";
import { page } from "../../../local/pages/page.ts";

it("is HTML with links and shell lines, and shows every text as it is", () => {
  const html = page("Title", "a < b", [
    { title: "Links", links: [{ href: '/x?a=1&b="2"', text: "x", about: "<about>" }] },
    { title: "Shell", shell: ["curl 'http://127.0.0.1/?a=1&b=2'", "second"] },
  ]);
  expect(html).toMatch(/^<!doctype html>/);
  expect(html).toContain("<p>a &#60; b</p>");
  expect(html).toContain('<li><a href="/x?a=1&#38;b=&#34;2&#34;">x</a>: &#60;about&#62;</li>');
  expect(html).toContain("<pre>curl 'http://127.0.0.1/?a=1&#38;b=2'\nsecond</pre>");
});
