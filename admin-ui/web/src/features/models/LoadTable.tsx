import { Badge, Button, Card, Progress, Stack, Table, Text, Title } from "@mantine/core";
import { formatClock } from "../../lib/format";
import { ActionsHeader } from "../../ui/ActionsHeader";
import { fetchedPercent, type LoadPlace, planText, progressText, sourceText } from "./loadText";
import { useRetryLoad, type VersionLoad } from "./queries";

const COLORS: Record<LoadPlace["state"], string> = {
  waiting: "gray",
  fetching: "blue",
  loading: "indigo",
  ready: "teal",
  failed: "red",
  unloading: "yellow",
};

/** How far pods and tokenizers are with the versions that they are told to load. */
export function LoadTable({ rows }: { rows: VersionLoad[] }) {
  const shown = rows.filter((load) => load.isWanted || load.places.length > 0);
  if (shown.length === 0) return null;
  return (
    <Card p={0} component="section" aria-label="Loaded versions">
      <Title order={2} p="md" pb="xs">
        Loaded by pods and tokenizers
      </Title>
      <Table.ScrollContainer minWidth={720}>
        <Table aria-label="Loads">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Version</Table.Th>
              <Table.Th>Where</Table.Th>
              <Table.Th>State</Table.Th>
              <Table.Th>Progress</Table.Th>
              <ActionsHeader />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody className="sluice-number">
            {shown.map((load) => (
              <LoadRows key={load.versionId} load={load} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Card>
  );
}

/** One row for each process, the version's own cells beside all of them. */
function LoadRows({ load }: { load: VersionLoad }) {
  const [first, ...others] = load.places;
  const span = Math.max(1, load.places.length);
  return (
    <>
      <Table.Tr>
        <Table.Td rowSpan={span}>
          <Text size="sm" fw={500}>
            {load.name}
          </Text>
          <Text size="xs" c="dimmed" className="sluice-wrap">
            {sourceText(load.source)}
          </Text>
          <Text size="xs" c="dimmed">
            {planText(load)}
          </Text>
        </Table.Td>
        {first ? (
          <PlaceCells place={first} />
        ) : (
          <Table.Td colSpan={3} c="dimmed">
            No gateway reports a pod.
          </Table.Td>
        )}
        <Table.Td rowSpan={span} ta="right">
          <RetryButton load={load} />
        </Table.Td>
      </Table.Tr>
      {others.map((place) => (
        <Table.Tr key={`${place.kind} ${place.address}`}>
          <PlaceCells place={place} />
        </Table.Tr>
      ))}
    </>
  );
}

/** For whoever has mended the cause and does not want to wait. */
function RetryButton({ load }: { load: VersionLoad }) {
  const retry = useRetryLoad();
  if (!load.isWanted || load.places.every((place) => place.state !== "failed")) return null;
  return (
    <Button
      size="compact-xs"
      variant="default"
      aria-label={`Try again: ${load.name}`}
      loading={retry.isPending}
      onClick={() => retry.mutate(load.versionId)}
    >
      Try again
    </Button>
  );
}

function PlaceCells({ place }: { place: LoadPlace }) {
  const percent = fetchedPercent(place);
  const progress = progressText(place);
  return (
    <>
      <Table.Td>
        {place.kind} {place.address}
      </Table.Td>
      <Table.Td>
        <Badge color={COLORS[place.state]}>{place.state}</Badge>
      </Table.Td>
      <Table.Td>
        <Stack gap={4}>
          {progress && <Text size="xs">{progress}</Text>}
          {percent !== null && (
            <Progress
              value={percent}
              size="sm"
              aria-label={`Fetched by ${place.kind} ${place.address}`}
            />
          )}
          {place.problem && (
            <Text size="xs" className="sluice-wrap">
              {place.problem}
            </Text>
          )}
          {place.retryAt && (
            <Text size="xs" c="dimmed">
              next attempt at {formatClock(place.retryAt)}
            </Text>
          )}
        </Stack>
      </Table.Td>
    </>
  );
}
