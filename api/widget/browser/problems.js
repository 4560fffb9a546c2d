// What went wrong, as the visitor is told it: one of a few words of theirs, never the server's.

export class Problem extends Error {
  /** `code` is a key of the words; `isLasting` tells that trying again helps nothing. */
  constructor(code, { isLasting = false, status = 0, afterSeconds = 0 } = {}) {
    super(code);
    this.code = code;
    this.isLasting = isLasting;
    this.status = status;
    this.afterSeconds = afterSeconds;
  }
}

/** The problem of a response that is no success. */
export function problemOf(status, retryAfter) {
  const afterSeconds = Math.min(Number.parseInt(retryAfter ?? "", 10) || 0, 300);
  if (status === 401 || status === 403) return new Problem("refused", { status, isLasting: true });
  if (status === 413 || status === 422) return new Problem("failed", { status, isLasting: true });
  if (status === 429) return new Problem("too_many", { status, afterSeconds: afterSeconds || 10 });
  return new Problem("failed", { status, afterSeconds });
}
