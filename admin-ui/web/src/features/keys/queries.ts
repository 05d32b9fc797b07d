import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, type Schema, unwrap } from "../../api/client";

export type ApiKey = Schema<"ApiKey">;
export type KeyCreate = Schema<"ApiKeyCreate">;
export type KeyEdit = Schema<"ApiKeyEdit">;

const KEYS = ["keys"];
const PROJECTS = ["projects"];

export function useKeys() {
  return useQuery({
    queryKey: KEYS,
    queryFn: () => unwrap(api.GET("/api/v1/keys")),
    // The bars show the running minute.
    refetchInterval: 3_000,
  });
}

export function useProjects() {
  return useQuery({ queryKey: PROJECTS, queryFn: () => unwrap(api.GET("/api/v1/projects")) });
}

function useKeyMutation<Input, Output>(mutationFn: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  return useMutation({ mutationFn, onSettled: () => client.invalidateQueries({ queryKey: KEYS }) });
}

export function useCreateKey() {
  return useKeyMutation((body: KeyCreate) => unwrap(api.POST("/api/v1/keys", { body })));
}

export function useUpdateKey(id: string) {
  return useKeyMutation((body: KeyEdit) =>
    unwrap(api.PUT("/api/v1/keys/{id}", { params: { path: { id } }, body })),
  );
}

export function useRotateKey(id: string) {
  return useKeyMutation((overlapMinutes: number) =>
    unwrap(
      api.POST("/api/v1/keys/{id}/rotate", { params: { path: { id } }, body: { overlapMinutes } }),
    ),
  );
}

export function useRevokeKey(id: string) {
  return useKeyMutation(() =>
    unwrap(api.POST("/api/v1/keys/{id}/revoke", { params: { path: { id } } })),
  );
}

export function useCreateProject() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (name: string) => unwrap(api.POST("/api/v1/projects", { body: { name } })),
    onSuccess: () => client.invalidateQueries({ queryKey: PROJECTS }),
  });
}
