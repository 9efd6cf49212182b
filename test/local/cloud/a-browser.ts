/** An answer of a page; `location`: where it leads, as an absolute address. */
export type Visit = { readonly status: number; readonly text: string; readonly location: string };

/**
 * A browser of one person on this machine: it keeps cookies, which know no ports, and follows nothing by itself. `headers`
 * are those that a script of a page adds.
 */
export function aBrowser() {
  const cookies = new Map<string, string>();

  function keep(response: Response): void {
    for (const line of response.headers.getSetCookie()) {
      const [pair = ""] = line.split(";");
      const [name = "", value = ""] = [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)];
      if (/;\s*max-age=0\s*(?:;|$)/i.test(line)) cookies.delete(name);
      else cookies.set(name, value);
    }
  }

  async function open(url: string, init: RequestInit = {}): Promise<Visit> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = { ...(cookie === "" ? {} : { cookie }), ...Object.fromEntries(new Headers(init.headers)) };
    const response = await fetch(url, { ...init, headers, redirect: "manual" });
    keep(response);
    const location = response.headers.get("location");
    const text = await response.text();
    return { status: response.status, text, location: location === null ? "" : new URL(location, url).href };
  }

  return { cookies, open };
}
