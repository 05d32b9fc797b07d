/** A refusal by the server, with the stable code that pages decide on. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = "ApiError";
  }

  get isConflict(): boolean {
    return this.status === 409;
  }
}

interface ErrorBody {
  error?: { message?: unknown; code?: unknown };
}

/** Reads the error body; a proxy's HTML page or an empty body still gives a sentence. */
export function toApiError(status: number, body: unknown): ApiError {
  const error = typeof body === "object" && body !== null ? (body as ErrorBody).error : undefined;
  const message = typeof error?.message === "string" ? error.message : sentenceFor(status);
  return new ApiError(status, typeof error?.code === "string" ? error.code : "unknown", message);
}

function sentenceFor(status: number): string {
  if (status === 401) return "You are not logged in, or the session has ended.";
  if (status === 403) return "Your role does not allow this.";
  if (status === 502 || status === 503 || status === 504)
    return "The server is not available at the moment.";
  return `The server answered with status ${status}.`;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
