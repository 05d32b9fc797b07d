import { Card, Center, Stack, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { Logo } from "../../ui/Logo";

export function SessionCard(props: { title: string; children: ReactNode }) {
  return (
    <Center component="main" mih="100dvh" p="md">
      <Card w="100%" maw={380} p="xl" shadow="sm">
        <Stack gap="lg">
          <Logo />
          <Title order={1} fz="h3">
            {props.title}
          </Title>
          {props.children}
        </Stack>
      </Card>
    </Center>
  );
}
