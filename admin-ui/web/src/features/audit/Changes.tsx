import { Stack, Text } from "@mantine/core";
import { changedFields } from "./changedFields";

type Fields = Parameters<typeof changedFields>[0];

/** One line per field: what it was, struck through, and what it is now. */
export function Changes({ before, after }: { before: Fields; after: Fields }) {
  return (
    <Stack gap={2}>
      {changedFields(before, after).map((change) => (
        <Text key={change.field} size="xs" className="sluice-wrap">
          <Text span inherit c="dimmed">
            {change.field}{" "}
          </Text>
          {change.before !== null && <del>{change.before}</del>}
          {change.before !== null && change.after !== null && " → "}
          {change.after}
        </Text>
      ))}
    </Stack>
  );
}
