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

  /** Somebody else changed it since it was read. */
  get isStale(): boolean {
    return this.status === 412;
  }
}

interface ErrorBody {
  code?: unknown;
  message?: unknown;
}

/** Reads the error body; a proxy's HTML page or an empty body still gives a sentence. */
export function toApiError(status: number, body: unknown): ApiError {
  const { code, message } = errorIn(body);
  return new ApiError(
    status,
    typeof code === "string" ? code : "unknown",
    typeof message === "string" ? message : sentenceFor(status),
  );
}

/** Flat from the control plane; what it passes on from a gateway has it under `error`. */
function errorIn(body: unknown): ErrorBody {
  if (typeof body !== "object" || body === null) return {};
  const { error } = body as { error?: unknown };
  return typeof error === "object" && error !== null ? error : body;
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
