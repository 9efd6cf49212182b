import { ask } from "./ask.js";
import { endTicket, sign } from "./js-sdk.js";
import { data, logIn, phone } from "./mini.js";
import { pay } from "./pay.js";
import { arrive, signIn, signOut } from "./session.js";
import { show } from "./show.js";

/** What each button does, and where its result stands. */
const ACTS = {
  "sign-in": [signIn, "session"],
  "sign-out": [signOut, "session"],
  sign: [sign, "js-sdk"],
  "end-ticket": [endTicket, "js-sdk"],
  "mini-login": [logIn, "mini"],
  "mini-phone": [phone, "mini"],
  "mini-data": [data, "mini"],
  pay: [pay, "pay"],
};

const settings = await ask("/settings.json");

for (const button of document.querySelectorAll("[data-act]")) {
  const [does, place] = ACTS[button.dataset.act];
  button.addEventListener("click", () => attempt(() => does(settings, button.dataset), place));
}
await attempt(() => arrive(settings), "session");

async function attempt(does, place) {
  try {
    await does();
  } catch (error) {
    show(place, `没有成功：${error.message}`, "bad");
  }
}
