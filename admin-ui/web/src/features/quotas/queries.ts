import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, ifMatch, unwrap } from "../../api/client";
import { allPages, usePages } from "../../api/pages";
import { useProjects } from "../../api/projects";
import type { Quota, QuotaCreate, QuotaEdit } from "./quota";
import type { SubjectNames } from "./quotaText";

const QUOTAS = ["quotas"];
const LIVE_MILLIS = 2_000;

export function useQuotas() {
  return usePages(
    QUOTAS,
    (query) => unwrap(api.GET("/api/v1/quotas", { params: { query } })),
    LIVE_MILLIS,
  );
}

export function useLedger(id: string) {
  return useQuery({
    queryKey: ["quota-ledger", id],
    queryFn: () => unwrap(api.GET("/api/v1/quotas/{id}/ledger", { params: { path: { id } } })),
    refetchInterval: LIVE_MILLIS,
  });
}

function paramsOf({ id, version }: Pick<Quota, "id" | "version">) {
  return { path: { id }, header: ifMatch(version) };
}

function useChange<Input, Output>(mutationFn: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn,
    onSettled: () => client.invalidateQueries({ queryKey: QUOTAS }),
  });
}

export function useCreateQuota() {
  return useChange((body: QuotaCreate) => unwrap(api.POST("/api/v1/quotas", { body })));
}

export function useUpdateQuota() {
  return useChange(({ quota, body }: { quota: Quota; body: QuotaEdit }) =>
    unwrap(api.PUT("/api/v1/quotas/{id}", { params: paramsOf(quota), body })),
  );
}

export function useDeleteQuota(quota: Quota) {
  return useChange(() => unwrap(api.DELETE("/api/v1/quotas/{id}", { params: paramsOf(quota) })));
}

function useKeyNames() {
  return useQuery({
    queryKey: ["key-names"],
    queryFn: () => allPages((query) => unwrap(api.GET("/api/v1/keys", { params: { query } }))),
    staleTime: 60_000,
  });
}

function useOrganisations() {
  return useQuery({
    queryKey: ["organisations"],
    queryFn: () => unwrap(api.GET("/api/v1/organisations")),
  });
}

/** What quotas can be put on; empty lists until they have been read. */
export function useSubjects(): SubjectNames {
  const organisations = useOrganisations();
  const projects = useProjects();
  const keys = useKeyNames();
  return {
    organisation: organisations.data ?? [],
    project: projects.data ?? [],
    key: (keys.data ?? []).map((key) => ({
      id: key.rootId,
      name: key.name,
      isGone: key.revokedAt !== null,
    })),
  };
}
