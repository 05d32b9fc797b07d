import { useQuery } from "@tanstack/react-query";
import { api, unwrap } from "./client";

export const PROJECTS = ["projects"];

/** Every project: few, and named on several pages. */
export function useProjects() {
  return useQuery({ queryKey: PROJECTS, queryFn: () => unwrap(api.GET("/api/v1/projects")) });
}
