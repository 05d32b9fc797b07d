import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, ifMatch, type Schema, unwrap } from "../../api/client";
import { usePages } from "../../api/pages";
import { PROJECTS } from "../../api/projects";

export type ApiKey = Schema<"ApiKey">;
export type KeyCreate = Schema<"ApiKeyCreate">;
export type KeyEdit = Schema<"ApiKeyEdit">;

const KEYS = ["keys"];

export function useKeys() {
  // The bars show the running minute.
  return usePages(KEYS, (query) => unwrap(api.GET("/api/v1/keys", { params: { query } })), 3_000);
}

function useKeyMutation<Input, Output>(mutationFn: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  return useMutation({ mutationFn, onSettled: () => client.invalidateQueries({ queryKey: KEYS }) });
}

export function useCreateKey() {
  return useKeyMutation((body: KeyCreate) => unwrap(api.POST("/api/v1/keys", { body })));
}

export function useUpdateKey() {
  return useKeyMutation(({ key, body }: { key: ApiKey; body: KeyEdit }) =>
    unwrap(
      api.PUT("/api/v1/keys/{id}", {
        params: { path: { id: key.id }, header: ifMatch(key.version) },
        body,
      }),
    ),
  );
}

export function useRotateKey(id: string) {
  return useKeyMutation((overlapSeconds: number) =>
    unwrap(
      api.POST("/api/v1/keys/{id}/rotate", { params: { path: { id } }, body: { overlapSeconds } }),
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
