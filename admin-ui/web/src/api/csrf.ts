export const CSRF_HEADER = "X-XSRF-TOKEN";
const COOKIE = "XSRF-TOKEN";

/** The token that the server put into a readable cookie; it must come back as a header. */
export function csrfToken(cookies: string = document.cookie): string | null {
  for (const pair of cookies.split(/;\s*/)) {
    const equals = pair.indexOf("=");
    if (equals > 0 && pair.slice(0, equals) === COOKIE)
      return decodeURIComponent(pair.slice(equals + 1));
  }
  return null;
}
