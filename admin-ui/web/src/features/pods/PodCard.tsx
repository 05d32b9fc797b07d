import type { ReactNode } from "react";
import {
  Badge,
  Button,
  Card,
  Group,
  Progress,
  SimpleGrid,
  Stack,
  Text,
  Title,
} from "@mantine/core";
import { formatCount, formatMillis, formatPercent, formatRate } from "../../lib/format";
import { GatewayTable, VersionTable } from "./PodTables";
import { shareInUse, STATE_COLORS, stateHint, stateText } from "./podText";
import type { Pod } from "./queries";

interface Props {
  pod: Pod;
  /** null for people who may not. */
  onDrain: ((pod: Pod) => void) | null;
}

export function PodCard({ pod, onDrain }: Props) {
  const name = pod.podId ?? pod.address;
  return (
    <Card component="section" aria-label={`Pod ${name}`}>
      <Group justify="space-between" align="flex-start" wrap="nowrap" gap="md">
        <Stack gap={2} miw={0}>
          <Group gap="sm">
            <Title order={2}>{name}</Title>
            <Badge color={STATE_COLORS[pod.state]}>{stateText(pod.state)}</Badge>
            {pod.drainOrdered && <Badge color="yellow">drain ordered</Badge>}
          </Group>
          <Text size="sm" c="dimmed" role="status">
            {stateHint(pod)}
          </Text>
          {/* The part after the colon says why this backend was chosen. */}
          <Text size="xs" c="dimmed" title={pod.backend ?? undefined}>
            {[pod.address, pod.backend?.split(":")[0]].filter(Boolean).join(" · ")}
          </Text>
        </Stack>
        {onDrain && pod.podId !== null && pod.state !== "draining" && (
          <Button
            size="xs"
            variant="default"
            disabled={pod.drainOrdered}
            onClick={() => onDrain(pod)}
            aria-label={`Drain ${name}`}
          >
            Drain
          </Button>
        )}
      </Group>
      {pod.podId !== null && <Figures pod={pod} />}
      <SimpleGrid cols={{ base: 1, lg: 2 }} mt="md" spacing="lg">
        <VersionTable pod={pod} />
        <GatewayTable pod={pod} />
      </SimpleGrid>
    </Card>
  );
}

function Figures({ pod }: { pod: Pod }) {
  const used = pod.kvBlocksTotal - pod.kvBlocksFree;
  return (
    <SimpleGrid cols={{ base: 2, sm: 3, md: 6 }} mt="md" spacing="md">
      <Figure
        label="Streams"
        value={formatCount(pod.runningStreams)}
        hint={`${formatCount(pod.waitingStreams)} waiting, ${formatCount(pod.waitingTokens)} tokens`}
      />
      <Figure
        label="Tokens per second"
        value={formatRate(pod.tokensPerSecond)}
        hint="over the last seconds"
      />
      <Figure
        label="Time to first token"
        value={formatMillis(pod.timeToFirstTokenMillis)}
        hint="recent streams"
      />
      <Figure
        label="Prefix hit rate"
        value={formatPercent(pod.prefixHitTokens, pod.promptTokens)}
        hint={`of ${formatCount(pod.promptTokens)} prompt tokens`}
      />
      <Figure label="Generated" value={formatCount(pod.generatedTokens)} hint="since its start" />
      <Figure
        label="Cache in use"
        value={formatPercent(used, pod.kvBlocksTotal)}
        hint={`${formatCount(used)} of ${formatCount(pod.kvBlocksTotal)} blocks`}
      >
        <Progress value={100 * shareInUse(pod)} size="sm" aria-label="Share of the cache in use" />
      </Figure>
    </SimpleGrid>
  );
}

function Figure(props: { label: string; value: string; hint: string; children?: ReactNode }) {
  return (
    <div role="group" aria-label={props.label}>
      <Text size="xs" c="dimmed" fw={500}>
        {props.label}
      </Text>
      <Text fz={20} fw={600} className="sluice-number">
        {props.value}
      </Text>
      {props.children}
      <Text size="xs" c="dimmed">
        {props.hint}
      </Text>
    </div>
  );
}
