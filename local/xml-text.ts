/** A text as XML and HTML take it, in elements and attributes. */
export function xmlText(text: string): string {
  return text.replace(/[<>&"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
