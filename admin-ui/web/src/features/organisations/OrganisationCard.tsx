import { Button, Card, Group, Table, Text, Title } from "@mantine/core";
import { formatDateTime } from "../../lib/format";
import { ActionsHeader } from "../../ui/ActionsHeader";
import type { Organisation, Project } from "./queries";

interface Props {
  organisation: Organisation;
  projects: Project[];
  /** Viewers see everything and change nothing. */
  canChange: boolean;
  onRename: () => void;
  onCreateProject: () => void;
  onEditProject: (project: Project) => void;
}

/** One organisation with its projects. */
export function OrganisationCard(props: Props) {
  const { organisation, projects, canChange } = props;
  const { name } = organisation;
  return (
    <Card p={0} component="section" aria-label={name}>
      <Group p="md" pb="xs" justify="space-between">
        <Title order={2} className="sluice-wrap">
          {name}
        </Title>
        {canChange && (
          <Group gap="xs">
            <Button
              size="xs"
              variant="default"
              aria-label={`Rename organisation ${name}`}
              onClick={props.onRename}
            >
              Rename
            </Button>
            <Button
              size="xs"
              variant="default"
              aria-label={`Create project in ${name}`}
              onClick={props.onCreateProject}
            >
              Create project
            </Button>
          </Group>
        )}
      </Group>
      {projects.length === 0 ? (
        <Text c="dimmed" size="sm" p="md" pt={0}>
          No project yet. Keys belong to projects.
        </Text>
      ) : (
        <ProjectTable {...props} />
      )}
    </Card>
  );
}

function ProjectTable({ organisation, projects, canChange, onEditProject }: Props) {
  return (
    <Table aria-label={`Projects of ${organisation.name}`}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Project</Table.Th>
          <Table.Th>Created</Table.Th>
          {canChange && <ActionsHeader />}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {projects.map((project) => (
          <Table.Tr key={project.id}>
            <Table.Td className="sluice-wrap">{project.name}</Table.Td>
            <Table.Td>{formatDateTime(project.createdAt)}</Table.Td>
            {canChange && (
              <Table.Td ta="right">
                <Button
                  size="compact-xs"
                  variant="default"
                  aria-label={`Edit project ${project.name}`}
                  onClick={() => onEditProject(project)}
                >
                  Edit
                </Button>
              </Table.Td>
            )}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
