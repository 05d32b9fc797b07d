import { Button, Card, Group, Stack, TextInput } from "@mantine/core";
import { IconRoute } from "@tabler/icons-react";
import { type SyntheticEvent, useState } from "react";
import { Link, useSearchParams } from "react-router";
import { PageHeader } from "../../ui/PageHeader";
import { EmptyState, Loaded } from "../../ui/States";
import { DecisionCard } from "./DecisionCard";
import { type Explanation, useExplanation } from "./queries";

/** The request is part of the address, so that an explanation can be linked to and sent on. */
export default function RoutingPage() {
  const [search, setSearch] = useSearchParams();
  const requestId = search.get("request") ?? "";
  const explanation = useExplanation(requestId);
  return (
    <>
      <PageHeader title="Routing" hint="Why did this request go to that pod?" />
      <Stack>
        <RequestForm
          key={requestId}
          requestId={requestId}
          onAsk={(id) =>
            id === requestId ? void explanation.refetch() : setSearch({ request: id })
          }
        />
        {requestId === "" ? (
          <EmptyState title="Which request?" icon={<IconRoute size={22} />}>
            Enter the id of an answer or its x-request-id header, or follow a link in the{" "}
            <Link to="/usage">list of requests</Link>.
          </EmptyState>
        ) : (
          <Loaded query={explanation} what="what the gateways remember">
            {(found) => <Answer found={found} />}
          </Loaded>
        )}
      </Stack>
    </>
  );
}

function RequestForm(props: { requestId: string; onAsk: (id: string) => void }) {
  const [text, setText] = useState(props.requestId);
  function ask(event: SyntheticEvent) {
    event.preventDefault();
    if (text.trim() !== "") props.onAsk(text.trim());
  }
  return (
    <Card>
      <form onSubmit={ask} role="search" aria-label="Requests">
        <Group align="flex-end" gap="sm">
          <TextInput
            label="Request id"
            placeholder="chatcmpl-… or req-…"
            maxLength={200}
            flex={1}
            miw={260}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <Button type="submit" disabled={text.trim() === ""}>
            Explain
          </Button>
        </Group>
      </form>
    </Card>
  );
}

function Answer({ found }: { found: Explanation }) {
  if (found.decisions.length > 0) {
    return (
      <Stack>
        {found.decisions.map(({ gatewayId, decision }) => (
          <DecisionCard
            key={`${gatewayId} ${decision.requestId} ${decision.choice} ${decision.attempt}`}
            gatewayId={gatewayId}
            decision={decision}
          />
        ))}
      </Stack>
    );
  }
  if (found.gatewaysAsked === 0) {
    return (
      <EmptyState title="No gateway reports">
        Start a gateway, or check that it reaches this control plane.
      </EmptyState>
    );
  }
  return (
    <EmptyState title="No gateway remembers this request" icon={<IconRoute size={22} />}>
      {found.gatewaysAnswered} of {found.gatewaysAsked} gateways answered. Each keeps its last 1,000
      decisions until it restarts; a request that was refused before it was routed has none.
    </EmptyState>
  );
}
