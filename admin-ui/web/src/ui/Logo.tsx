import { Group, Text } from "@mantine/core";

export function Logo() {
  return (
    <Group gap="xs" wrap="nowrap">
      <img src="/favicon.svg" width={26} height={26} alt="" />
      <Text fw={700} fz="lg" lts="-0.01em">
        Sluice
      </Text>
    </Group>
  );
}
