/** Values and keys come into messages, and may be megabytes long. */
export function shortened(text: string): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

const longest = 1000;
