import { Card, Text } from "@mantine/core";

/** One figure with its name; the name labels the figure for screen readers. */
export function StatCard(props: { label: string; value: string; hint?: string }) {
  return (
    <Card role="group" aria-label={props.label}>
      <Text size="xs" c="dimmed" fw={500}>
        {props.label}
      </Text>
      <Text fz={26} fw={600} lh={1.3} className="sluice-number">
        {props.value}
      </Text>
      <Text size="xs" c="dimmed" mih="1.4em">
        {props.hint}
      </Text>
    </Card>
  );
}
