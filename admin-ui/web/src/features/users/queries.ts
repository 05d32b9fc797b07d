import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, ifMatch, type Schema, unwrap } from "../../api/client";
import { usePages } from "../../api/pages";

export type User = Schema<"User">;
export type Token = Schema<"Token">;
export type Role = Schema<"Role">;

export const ROLES = [
  { value: "viewer", label: "Viewer: sees everything but users and audit" },
  { value: "operator", label: "Operator: changes keys, quotas and models too" },
  { value: "admin", label: "Administrator: users, tokens and audit too" },
];

const USERS = ["users"];
const TOKENS = ["tokens"];

export function useUsers() {
  return usePages(USERS, (query) => unwrap(api.GET("/api/v1/users", { params: { query } })));
}

export function useTokens() {
  return usePages(TOKENS, (query) => unwrap(api.GET("/api/v1/tokens", { params: { query } })));
}

function useChange<Input, Output>(list: string[], mutationFn: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  return useMutation({ mutationFn, onSettled: () => client.invalidateQueries({ queryKey: list }) });
}

function addressOf(user: User) {
  return { path: { id: user.id }, header: ifMatch(user.version) };
}

export function useCreateUser() {
  return useChange(USERS, (body: Schema<"UserCreate">) =>
    unwrap(api.POST("/api/v1/users", { body })),
  );
}

export function useUpdateUser(user: User) {
  return useChange(USERS, (body: Schema<"UserEdit">) =>
    unwrap(api.PUT("/api/v1/users/{id}", { params: addressOf(user), body })),
  );
}

export function useResetPassword(user: User) {
  return useChange(USERS, () =>
    unwrap(api.POST("/api/v1/users/{id}/reset-password", { params: { path: { id: user.id } } })),
  );
}

export function useDeleteUser(user: User) {
  return useChange(USERS, () =>
    unwrap(api.DELETE("/api/v1/users/{id}", { params: addressOf(user) })),
  );
}

export function useCreateToken() {
  return useChange(TOKENS, (body: Schema<"TokenCreate">) =>
    unwrap(api.POST("/api/v1/tokens", { body })),
  );
}

export function useRevokeToken(token: Token) {
  return useChange(TOKENS, () =>
    unwrap(api.POST("/api/v1/tokens/{id}/revoke", { params: { path: { id: token.id } } })),
  );
}
