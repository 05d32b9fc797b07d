import { Button, Stack } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useProjects } from "../../api/projects";
import { PageHeader } from "../../ui/PageHeader";
import { Loaded } from "../../ui/States";
import { OrganisationCard } from "./OrganisationCard";
import { OrganisationDialog } from "./OrganisationDialog";
import { ProjectDialog } from "./ProjectDialog";
import { type Organisation, type Project, useOrganisations } from "./queries";

type OpenDialog =
  | { kind: "organisation"; organisation: Organisation | null }
  | { kind: "project"; project: Project | null; organisationId: string };

export default function OrganisationsPage({ canChange }: { canChange: boolean }) {
  const organisations = useOrganisations();
  const projects = useProjects();
  const [dialog, setDialog] = useState<OpenDialog | null>(null);
  const onClose = () => setDialog(null);
  return (
    <>
      <PageHeader title="Organisations" hint="Who projects belong to, and with them keys and usage">
        {canChange && (
          <Button
            leftSection={<IconPlus size={16} />}
            onClick={() => setDialog({ kind: "organisation", organisation: null })}
          >
            Create organisation
          </Button>
        )}
      </PageHeader>
      <Loaded query={organisations} what="the organisations">
        {(all) => (
          <Loaded query={projects} what="the projects">
            {(rows) => (
              <Stack gap="lg">
                {all.map((organisation) => (
                  <OrganisationCard
                    key={organisation.id}
                    organisation={organisation}
                    projects={rows.filter((row) => row.organisationId === organisation.id)}
                    canChange={canChange}
                    onRename={() => setDialog({ kind: "organisation", organisation })}
                    onCreateProject={() =>
                      setDialog({
                        kind: "project",
                        project: null,
                        organisationId: organisation.id,
                      })
                    }
                    onEditProject={(project) =>
                      setDialog({ kind: "project", project, organisationId: organisation.id })
                    }
                  />
                ))}
              </Stack>
            )}
          </Loaded>
        )}
      </Loaded>
      {dialog?.kind === "organisation" && (
        <OrganisationDialog organisation={dialog.organisation} onClose={onClose} />
      )}
      {dialog?.kind === "project" && (
        <ProjectDialog {...dialog} organisations={organisations.data ?? []} onClose={onClose} />
      )}
    </>
  );
}
