import { Code, Stack } from "@mantine/core";
import { IconServer } from "@tabler/icons-react";
import { useState } from "react";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { PageHeader } from "../../ui/PageHeader";
import { EmptyState, Loaded } from "../../ui/States";
import { PodCard } from "./PodCard";
import { type Pod, useDrain, usePods } from "./queries";

export default function PodsPage({ canDrain }: { canDrain: boolean }) {
  const pods = usePods();
  const [draining, setDraining] = useState<Pod | null>(null);
  return (
    <>
      <PageHeader title="Pods" hint="Who computes: load, versions and how each gateway sees them" />
      <Loaded query={pods} what="the pods">
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState title="No inference pod is connected" icon={<IconServer size={22} />}>
              Start everything on this machine with <Code>./sluice up</Code>, or name a pod in a
              gateway&apos;s setting <Code>sluice.gateway.pods</Code>. It appears here within
              seconds of a gateway reaching it.
            </EmptyState>
          ) : (
            <Stack>
              {rows.map((pod) => (
                <PodCard key={pod.address} pod={pod} onDrain={canDrain ? setDraining : null} />
              ))}
            </Stack>
          )
        }
      </Loaded>
      {draining && (
        <DrainDialog
          pod={draining}
          isLast={pods.data?.filter((pod) => pod.state === "ready").length === 1}
          onClose={() => setDraining(null)}
        />
      )}
    </>
  );
}

function DrainDialog({ pod, isLast, onClose }: { pod: Pod; isLast: boolean; onClose: () => void }) {
  const drain = useDrain(pod.address);
  return (
    <ConfirmDialog
      opened
      title="Drain pod"
      confirm="Drain pod"
      pending={drain.isPending}
      error={drain.error?.message ?? null}
      onConfirm={() => drain.mutate(undefined, { onSuccess: onClose })}
      onClose={onClose}
    >
      <b>{pod.podId}</b> at {pod.address} takes no new requests from now on; its running streams
      finish. There is no way back but a restart of the pod: under an orchestrator, delete it and
      its replacement joins by itself.
      {isLast && (
        <>
          {" "}
          <b>It is the only pod that is ready: requests will be refused until another one is.</b>
        </>
      )}
    </ConfirmDialog>
  );
}
