import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, ifMatch, type Schema, unwrap } from "../../api/client";

export type PublicModel = Schema<"PublicModel">;
export type ModelEdit = Schema<"PublicModelEdit">;
export type ModelVersion = Schema<"ModelVersion">;
export type VersionLoad = Schema<"VersionLoad">;
export type DiscoveredModel = Schema<"DiscoveredModel">;

const MODELS = ["models"];
const VERSIONS = ["model-versions"];
const LOADS = ["version-loads"];
const PLANS = ["load-plans"];

export function useModels() {
  return useQuery({ queryKey: MODELS, queryFn: () => unwrap(api.GET("/api/v1/models")) });
}

export function useServedModels() {
  return useQuery({
    queryKey: ["served-models"],
    queryFn: () => unwrap(api.GET("/api/v1/served-models")),
    refetchInterval: 5_000,
  });
}

export function useModelVersions() {
  return useQuery({ queryKey: VERSIONS, queryFn: () => unwrap(api.GET("/api/v1/model-versions")) });
}

/** The row that a change is for: its id, and the version it was read at. */
type Read = Pick<PublicModel, "id" | "version">;

function paramsOf({ id, version }: Read) {
  return { path: { id }, header: ifMatch(version) };
}

function useChange<Input, Output>(
  queryKey: string[],
  mutationFn: (input: Input) => Promise<Output>,
) {
  const client = useQueryClient();
  return useMutation({ mutationFn, onSettled: () => client.invalidateQueries({ queryKey }) });
}

/** Creates when nothing was read, else changes it. */
export function useSaveModel(read: Read | null) {
  return useChange(MODELS, (body: ModelEdit) =>
    read === null
      ? unwrap(api.POST("/api/v1/models", { body }))
      : unwrap(api.PUT("/api/v1/models/{id}", { params: paramsOf(read), body })),
  );
}

export function useDeleteModel() {
  return useChange(MODELS, (read: Read) =>
    unwrap(api.DELETE("/api/v1/models/{id}", { params: paramsOf(read) })),
  );
}

export function useRegisterVersion() {
  return useChange(VERSIONS, (body: Schema<"ModelVersionCreate">) =>
    unwrap(api.POST("/api/v1/model-versions", { body })),
  );
}

export function useMoveVersion(read: Read) {
  return useChange(VERSIONS, (body: Schema<"ModelVersionEdit">) =>
    unwrap(api.PUT("/api/v1/model-versions/{id}", { params: paramsOf(read), body })),
  );
}

export function useTransitions(id: string) {
  return useQuery({
    queryKey: ["model-transitions", id],
    queryFn: () =>
      unwrap(api.GET("/api/v1/model-versions/{id}/transitions", { params: { path: { id } } })),
  });
}

/** Gateways report every two seconds. */
export function useVersionLoads() {
  return useQuery({
    queryKey: LOADS,
    queryFn: () => unwrap(api.GET("/api/v1/version-loads")),
    refetchInterval: 2_000,
  });
}

export function useLoadPlan(id: string, isThere: boolean) {
  return useQuery({
    queryKey: [...PLANS, id],
    queryFn: () =>
      unwrap(api.GET("/api/v1/model-versions/{id}/load-plan", { params: { path: { id } } })),
    enabled: isThere,
  });
}

/** Read at version 0 it is the first plan. */
export function useChangeLoadPlan(id: string, version: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Schema<"LoadPlanEdit">) =>
      unwrap(
        api.PUT("/api/v1/model-versions/{id}/load-plan", {
          params: paramsOf({ id, version }),
          body,
        }),
      ),
    onSettled: () =>
      Promise.all([LOADS, PLANS].map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
}

export function useRetryLoad() {
  return useChange(LOADS, (id: string) =>
    unwrap(api.POST("/api/v1/model-versions/{id}/retry", { params: { path: { id } } })),
  );
}
