import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, ifMatch, type Schema, unwrap } from "../../api/client";
import { PROJECTS } from "../../api/projects";

export type Organisation = Schema<"Organisation">;
export type Project = Schema<"Project">;

const ORGANISATIONS = ["organisations"];

export function useOrganisations() {
  return useQuery({
    queryKey: ORGANISATIONS,
    queryFn: () => unwrap(api.GET("/api/v1/organisations")),
  });
}

function useChange<Input, Output>(list: string[], mutationFn: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  return useMutation({ mutationFn, onSettled: () => client.invalidateQueries({ queryKey: list }) });
}

function addressOf({ id, version }: { id: string; version: number }) {
  return { path: { id }, header: ifMatch(version) };
}

/** Creates when there is none yet, else renames. */
export function useSaveOrganisation(read: Organisation | null) {
  return useChange(ORGANISATIONS, (body: Schema<"OrganisationEdit">) =>
    read === null
      ? unwrap(api.POST("/api/v1/organisations", { body }))
      : unwrap(api.PUT("/api/v1/organisations/{id}", { params: addressOf(read), body })),
  );
}

/** Creates when there is none yet, else renames it or moves it to another organisation. */
export function useSaveProject(read: Project | null) {
  return useChange(PROJECTS, (body: Schema<"ProjectEdit">) =>
    read === null
      ? unwrap(api.POST("/api/v1/projects", { body }))
      : unwrap(api.PUT("/api/v1/projects/{id}", { params: addressOf(read), body })),
  );
}
