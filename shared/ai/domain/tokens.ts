/** What a message costs besides its text: its role and what stands between messages. */
export const MESSAGE_TOKENS = 6;

/**
 * Estimates the tokens of a text without a model's vocabulary, rather too many than too few: 1.2 for a wide character
 * (Chinese, Japanese, Korean, emoji; today's models take 0.6 to 1.3), 0.6 for other letters than English ones, 0.35 for
 * ASCII (English words take 0.25, digits and code 0.35 and more). After the call the endpoint's own count replaces it.
 */
export function estimateTokens(text: string): number {
  let tokens = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x80) tokens += 0.35;
    else if (code < 0x2e80) tokens += 0.6;
    else tokens += code > 0xffff ? 2 : 1.2;
  }
  return Math.ceil(tokens);
}
