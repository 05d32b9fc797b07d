import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api, unwrap } from "../../api/client";
import { allPages, usePages } from "../../api/pages";
import { useProjects } from "../../api/projects";
import { type Bucket, rangeOf } from "./usageSeries";

const REFRESH_MILLIS = 15_000;

/** The rows together with the moment they are for, so that plot and rows show the same range. */
export function useUsage(bucket: Bucket) {
  return useQuery({
    queryKey: ["usage", bucket],
    queryFn: async () => {
      const now = Date.now();
      const query = { ...rangeOf(bucket, now), groupBy: bucket };
      return { bucket, now, rows: await unwrap(api.GET("/api/v1/usage", { params: { query } })) };
    },
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MILLIS,
  });
}

export function csvAddress(bucket: Bucket, now: number): string {
  const query = new URLSearchParams({ ...rangeOf(bucket, now), groupBy: bucket });
  return `/api/v1/usage.csv?${query.toString()}`;
}

export function useUsageEvents() {
  return usePages(
    ["usage-events"],
    (query) => unwrap(api.GET("/api/v1/usage/events", { params: { query } })),
    REFRESH_MILLIS,
  );
}

export interface Names {
  project: (id: string) => string;
  key: (id: string) => string;
}

/** Names for the ids in usage; what has none (yet, or any more) shows its id. */
export function useNames(): Names {
  const projects = useProjects();
  const keys = useQuery({
    queryKey: ["key-names"],
    queryFn: () => allPages((query) => unwrap(api.GET("/api/v1/keys", { params: { query } }))),
    staleTime: 60_000,
  });
  const nameIn = (rows?: { id: string; name: string }[]) => (id: string) =>
    rows?.find((row) => row.id === id)?.name ?? id;
  return { project: nameIn(projects.data), key: nameIn(keys.data) };
}
