/** A part of gpt-oss' answer: the channel's name, and what the model says on it. */
const CHANNEL =
  /<\|channel\|>\s*([a-z]+)[^<]{0,200}<\|message\|>([\s\S]*?)(?=<\|(?:end|return|call|start|channel)\|>|$)/gi;
/** The same where a server dropped the marks. */
const BARE_CHANNELS = /^\s*(?:analysis|commentary)[\s\S]*?assistant\s{0,3}(?:commentary[\s\S]*?assistant\s{0,3})?final/;

/** Ends the model's turn: what it writes behind it is a talk with itself. */
const TURN_END =
  /<[|｜]\s?(?:im_end|endoftext|eot_id|eom_id|end|return|call|end[▁_]of[▁_](?:sentence|text|turn)|end_of_message|user|human)\s?[|｜]>|<end_of_turn>|<eos>|<\/s>(?=\s*(?:$|<s>|\[INST\]))|<[|｜]im_start[|｜]>\s*(?:user|system|tool)\b/iu;

/** Whose turn begins, with its marks. */
const TURN_START =
  /(?:<[|｜](?:start_header_id|im_start|start)[|｜]>|<start_of_turn>)\s*(?:assistant|model|bot)?\s*(?:<[|｜]end_header_id[|｜]>)?/giu;

const MARKS =
  /<\/?[|｜][^<>|｜\n]{1,60}[|｜][^<>|｜\n]{0,60}>|<[|｜][\w▁]{0,60}$|<\/?(?:bos|eos|start_of_turn|end_of_turn|unused\d{1,3}|pad|unk|sep|cls|mask)>|\[\/?(?:INST|AVAILABLE_TOOLS)\]|<<\/?SYS>>|^\s*<s>|<\/s>\s*$|<\/?(?:answer|final(?:_answer)?|response|output|reply)>|<\/?user_message[^>]{0,100}>|(?<![\w<])<\/?[a-z_]{3,16}$/giu;

/** Who speaks, at the beginning of an answer: a mark of a template whose brackets a server dropped. */
const SPEAKER = /^\s*(?:assistant\s*\n|(?:assistant|助手)[:：]\s*)/i;

/** References that search engines of models put into answers. */
const CITATIONS = /【\d{1,3}†[^】\n]{0,100}】|\[citation:\d{1,3}\]|\uE200[^\uE201\n]{0,200}\uE201/g;

/** The first turn of an answer, without the marks of chat templates that a server passed on. */
export function withoutTemplateMarks(text: string): string {
  return firstTurn(text.replace(TURN_START, "")).replace(MARKS, "").replace(CITATIONS, "").replace(SPEAKER, "");
}

/** What a model said on the channel `final`; the text itself where it has no channels. */
export function onFinalChannel(text: string): string {
  const parts = [...text.matchAll(CHANNEL)];
  if (parts.length === 0) return text.replace(BARE_CHANNELS, "");
  return parts.flatMap(([, channel, words]) => (channel?.toLowerCase() === "final" ? [words] : [])).join("\n");
}

function firstTurn(text: string): string {
  let at = 0;
  for (;;) {
    const end = TURN_END.exec(text.slice(at));
    if (!end) return text;
    const before = text.slice(0, at + end.index);
    if (before.replace(MARKS, "").trim() !== "") return before;
    at += end.index + end[0].length;
  }
}
