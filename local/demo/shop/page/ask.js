/** Asks over HTTP; throws an error with the words of an answer that is no success. */
export async function ask(url, init = {}) {
  const answer = await fetch(url, init);
  const text = await answer.text();
  const body = text === "" ? {} : JSON.parse(text);
  if (answer.ok) return body;
  const words = body.error?.message ?? body.detail ?? body.message ?? body.error ?? body.title ?? text;
  throw Object.assign(new Error(`${answer.status} ${typeof words === "string" ? words : JSON.stringify(words)}`), {
    status: answer.status,
  });
}

/** An act of WeChat's client, which this site plays. */
export function act(name, body, headers = {}) {
  return ask(`/client/${name}`, {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "content-type": "application/json", ...headers },
  });
}
