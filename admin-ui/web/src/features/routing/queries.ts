import { useQuery } from "@tanstack/react-query";
import { api, type Schema, unwrap } from "../../api/client";

export type Explanation = Schema<"RouteExplanation">;
export type Decision = Schema<"RouteDecision">;
export type Candidate = Schema<"RouteCandidate">;

/** Asks the gateways once; nothing is asked for an empty id. */
export function useExplanation(requestId: string) {
  return useQuery({
    queryKey: ["route-decisions", requestId],
    queryFn: () => unwrap(api.GET("/api/v1/route-decisions", { params: { query: { requestId } } })),
    enabled: requestId !== "",
    refetchOnWindowFocus: false,
    staleTime: 60_000,
  });
}
