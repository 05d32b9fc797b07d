import { Group, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";

/** Every page starts with one: the heading, what the page is for, and its main actions. */
export function PageHeader(props: { title: string; hint: string; children?: ReactNode }) {
  return (
    <Group justify="space-between" align="flex-end" mb="lg" gap="sm">
      <Stack gap={2}>
        <Title order={1}>{props.title}</Title>
        <Text c="dimmed" size="sm">
          {props.hint}
        </Text>
      </Stack>
      <Group gap="sm">{props.children}</Group>
    </Group>
  );
}
