// The server counts bytes of UTF-8: an umlaut is two, an emoji four.

/** The most bytes that the server takes of each. */
export const most = { title: 200, text: 10_000, correction: 1_000 } as const;

const bytes = (text: string) => new TextEncoder().encode(text.trim()).length;
/** How many bytes are too many; 0 where it fits. */
export const too_many = (text: string, limit: number) => Math.max(0, bytes(text) - limit);
