import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, ifMatch, type Schema, unwrap } from "../../api/client";

export type CanaryPolicy = Schema<"CanaryPolicy">;
export type Rollback = Schema<"Rollback">;

/** The control plane looks every few seconds, so this follows. */
export function useRollbacks() {
  return useQuery({
    queryKey: ["model-versions", "rollbacks"],
    queryFn: () => unwrap(api.GET("/api/v1/rollbacks")),
    refetchInterval: 5_000,
  });
}

export function useCanaryPolicy(modelId: string) {
  return useQuery({
    queryKey: ["canary-policy", modelId],
    queryFn: () =>
      unwrap(api.GET("/api/v1/models/{id}/canary-policy", { params: { path: { id: modelId } } })),
  });
}

export function useChangeCanaryPolicy(modelId: string, version: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Schema<"CanaryPolicyEdit">) =>
      unwrap(
        api.PUT("/api/v1/models/{id}/canary-policy", {
          params: { path: { id: modelId }, header: ifMatch(version) },
          body,
        }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: ["canary-policy", modelId] }),
  });
}
