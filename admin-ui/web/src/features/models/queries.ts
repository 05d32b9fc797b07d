import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, type Schema, unwrap } from "../../api/client";

export type PublicModel = Schema<"PublicModel">;
export type ModelEdit = Schema<"PublicModelEdit">;

const KEY = ["models"];

export function useModels() {
  return useQuery({ queryKey: KEY, queryFn: () => unwrap(api.GET("/api/v1/models")) });
}

export function useServedModels() {
  return useQuery({
    queryKey: ["served-models"],
    queryFn: () => unwrap(api.GET("/api/v1/served-models")),
    refetchInterval: 5_000,
  });
}

/** Creates without an id, changes with one; the version it was read at travels in the body. */
export function useSaveModel(id: string | null) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: ModelEdit) =>
      id === null
        ? unwrap(api.POST("/api/v1/models", { body }))
        : unwrap(api.PUT("/api/v1/models/{id}", { params: { path: { id } }, body })),
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

export function useDeleteModel() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      unwrap(api.DELETE("/api/v1/models/{id}", { params: { path: { id } } })),
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  });
}
