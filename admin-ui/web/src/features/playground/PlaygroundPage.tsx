import { SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { api, unwrap } from "../../api/client";
import { PageHeader } from "../../ui/PageHeader";
import { EmptyState, Loaded } from "../../ui/States";
import type { Settings } from "./chatRequest";
import { Comparison } from "./Comparison";
import { SingleChat } from "./SingleChat";

/** Public names first; when there are none, every name that a pod serves is public. */
async function modelNames(): Promise<string[]> {
  const models = await unwrap(api.GET("/api/v1/models"));
  if (models.length > 0) return models.map((model) => model.name);
  const served = await unwrap(api.GET("/api/v1/served-models"));
  return [...new Set(served.map((model) => model.name))];
}

export default function PlaygroundPage() {
  const names = useQuery({
    queryKey: ["playground-models"],
    queryFn: modelNames,
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

function Playground({ models }: { models: string[] }) {
  const [view, setView] = useState<View>("one");
  const [chosen, setSettings] = useState<Settings>(DEFAULTS);
  const settings = models.includes(chosen.model) ? chosen : { ...chosen, model: models[0] ?? "" };
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
