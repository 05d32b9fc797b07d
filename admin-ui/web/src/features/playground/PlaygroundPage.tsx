import { SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { PageHeader } from "../../ui/PageHeader";
import { EmptyState, Loaded } from "../../ui/States";
import type { Settings } from "./chatRequest";
import { type Choice, choices } from "./choices";
import { Comparison } from "./Comparison";
import { SingleChat } from "./SingleChat";

interface Props {
  /** Versions that are not out yet are for operators. */
  canTryVersions: boolean;
}

export default function PlaygroundPage({ canTryVersions }: Props) {
  const names = useQuery({
    queryKey: ["playground-models", canTryVersions],
    queryFn: () => choices(canTryVersions),
    refetchInterval: 10_000,
  });
  return (
    <Loaded query={names} what="the models">
      {(models) =>
        models.length === 0 ? (
          <EmptyState title="There is no model to talk to">
            Start a pod with ./sluice up; its model appears here within seconds.
          </EmptyState>
        ) : (
          <Playground models={models} />
        )
      }
    </Loaded>
  );
}

type View = "one" | "two";

function Playground({ models }: { models: Choice[] }) {
  const [view, setView] = useState<View>("one");
  const [chosen, setSettings] = useState<Settings>(DEFAULTS);
  const settings = models.some(({ value }) => value === chosen.model)
    ? chosen
    : { ...chosen, model: models[0]?.value ?? "" };
  const header = (actions: ReactNode) => (
    <PageHeader title="Playground" hint="Talk to a model through the same path as any client">
      <SegmentedControl
        size="xs"
        aria-label="View"
        value={view}
        onChange={setView}
        data={[
          { value: "one", label: "One model" },
          { value: "two", label: "Side by side" },
        ]}
      />
      {actions}
    </PageHeader>
  );
  const View = view === "one" ? SingleChat : Comparison;
  return <View models={models} settings={settings} onSettings={setSettings} header={header} />;
}

const DEFAULTS: Settings = {
  model: "",
  system: "",
  temperature: 0.7,
  maxTokens: 256,
  seed: null,
};
