/** A session key is kept for so long after its login, ms: a person's session ends before. */
export const MINI_KEY_LIFE = 86_400_000;
