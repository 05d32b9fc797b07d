import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, type Schema, unwrap } from "../../api/client";

export type Pod = Schema<"PodDetail">;

const PODS = ["pods"];
const LIVE_MILLIS = 2_000;

export function usePods() {
  return useQuery({
    queryKey: PODS,
    queryFn: () => unwrap(api.GET("/api/v1/pods")),
    refetchInterval: LIVE_MILLIS,
  });
}

export function useDrain(address: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () =>
      unwrap(api.POST("/api/v1/pods/{address}/drain", { params: { path: { address } } })),
    onSettled: () => client.invalidateQueries({ queryKey: PODS }),
  });
}
