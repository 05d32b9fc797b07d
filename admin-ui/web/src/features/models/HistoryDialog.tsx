import { Code, Stack, Text, Timeline } from "@mantine/core";
import { formatDateTime } from "../../lib/format";
import { Dialog } from "../../ui/Dialog";
import { Loaded } from "../../ui/States";
import { LifePicture } from "./LifePicture";
import { type ModelVersion, useTransitions } from "./queries";

/** A version's life: where it is, and every move with what spoke for it. */
export function HistoryDialog({
  version,
  onClose,
}: {
  version: ModelVersion;
  onClose: () => void;
}) {
  const transitions = useTransitions(version.id);
  return (
    <Dialog opened onClose={onClose} size="lg" title={`History: ${version.servedModel}`}>
      <Stack>
        <LifePicture state={version.state} />
        <Loaded query={transitions} what="the history">
          {(rows) =>
            rows.length === 0 ? (
              <Text size="sm" c="dimmed">
                Registered, and not moved yet.
              </Text>
            ) : (
              <Timeline bulletSize={12} lineWidth={2}>
                {rows.map((row) => (
                  <Timeline.Item key={row.id} title={`${row.from} to ${row.to}`}>
                    <Text size="xs" c="dimmed">
                      {row.actor}, {formatDateTime(row.at)}
                    </Text>
                    {row.reason && <Text size="sm">{row.reason}</Text>}
                    {Object.keys(row.evidence).length > 0 && (
                      <Code block mt={4}>
                        {JSON.stringify(row.evidence, null, 2)}
                      </Code>
                    )}
                  </Timeline.Item>
                ))}
              </Timeline>
            )
          }
        </Loaded>
      </Stack>
    </Dialog>
  );
}
