import { type QueryClient, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, type Schema, unwrap } from "../../api/client";
import { ApiError } from "../../api/errors";

export type Session = Schema<"Session">;

const KEY = ["session"];

/** The session, or null when nobody is logged in. */
export function useSession() {
  return useQuery({
    queryKey: KEY,
    queryFn: async (): Promise<Session | null> => {
      try {
        return await unwrap(api.GET("/api/v1/session"));
      } catch (error) {
        if (error instanceof ApiError && error.status === 401) return null;
        throw error;
      }
    },
    staleTime: 60_000,
  });
}

/** The identity provider where one may log in too, or null. */
export function useSignIn() {
  return useQuery({
    queryKey: [...KEY, "sign-in"],
    queryFn: () => unwrap(api.GET("/api/v1/session/sign-in")),
    staleTime: Infinity,
  });
}

/** Nothing that one person loaded may be shown to the next. */
function replaceSession(client: QueryClient, session: Session | null): void {
  client.setQueryData(KEY, session);
  // The session's own query stays: the page watches it, and a cleared one tells nobody.
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== KEY[0] });
}

export function useLogIn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Schema<"Login">) => unwrap(api.POST("/api/v1/session/login", { body })),
    onSuccess: (session) => replaceSession(client, session),
  });
}

export function useChangePassword() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Schema<"PasswordChange">) =>
      unwrap(api.POST("/api/v1/session/password", { body })),
    onSuccess: (session) => client.setQueryData(KEY, session),
  });
}

export function useLogOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/session/logout")),
    onSuccess: () => replaceSession(client, null),
  });
}
