import createClient, { type Middleware } from "openapi-fetch";
import { CSRF_HEADER, csrfToken } from "./csrf";
import { ApiError, toApiError } from "./errors";
import type { components, paths } from "./schema";

export type Schema<Name extends keyof components["schemas"]> = components["schemas"][Name];

const withCsrf: Middleware = {
  onRequest({ request }) {
    const token = csrfToken();
    if (token && request.method !== "GET") request.headers.set(CSRF_HEADER, token);
    return request;
  },
};

export const api = createClient<paths>({ baseUrl: "/" });
api.use(withCsrf);

/** The header of a change that must not undo somebody else's. */
export function ifMatch(version: number): { "If-Match": string } {
  return { "If-Match": `"${version}"` };
}

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The data of an answer, or its refusal thrown as an {@link ApiError}. */
export async function unwrap<T>(answer: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await answer.catch(() => {
    throw new ApiError(0, "unreachable", "The server cannot be reached. Is it running?");
  });
  if (!response.ok) throw toApiError(response.status, error);
  return data as T;
}
