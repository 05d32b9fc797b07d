import { Badge, Table, Text } from "@mantine/core";
import { formatCount } from "../../lib/format";
import { circuitText, parametersText, shortDigest, STATE_COLORS, stateText } from "./podText";
import type { Pod } from "./queries";

export function VersionTable({ pod }: { pod: Pod }) {
  if (pod.models.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        It serves no version that a gateway knows of.
      </Text>
    );
  }
  return (
    <Table.ScrollContainer minWidth={420}>
      <Table aria-label={`Versions of ${pod.podId ?? pod.address}`}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Version</Table.Th>
            <Table.Th>Weights</Table.Th>
            <Table.Th>Type</Table.Th>
            <Table.Th ta="right">Size</Table.Th>
            <Table.Th ta="right">Context</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody className="sluice-number">
          {pod.models.map((model) => (
            <Table.Tr key={`${model.name} ${model.weightsDigest}`}>
              <Table.Td style={{ whiteSpace: "nowrap" }}>
                {model.name}
                <Text size="xs" c="dimmed">
                  {model.architecture}
                </Text>
              </Table.Td>
              <Table.Td ff="monospace" fz="xs" title={model.weightsDigest ?? undefined}>
                {shortDigest(model.weightsDigest)}
              </Table.Td>
              <Table.Td>{model.elementType}</Table.Td>
              <Table.Td ta="right">{parametersText(model.parameters)}</Table.Td>
              <Table.Td ta="right">{formatCount(model.contextLength)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

export function GatewayTable({ pod }: { pod: Pod }) {
  return (
    <Table.ScrollContainer minWidth={360}>
      <Table aria-label={`Gateways that see ${pod.podId ?? pod.address}`}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Gateway</Table.Th>
            <Table.Th>Sees it as</Table.Th>
            <Table.Th>Circuit</Table.Th>
            <Table.Th ta="right">Streams</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody className="sluice-number">
          {pod.gateways.map((gateway) => (
            <Table.Tr key={gateway.gatewayId}>
              <Table.Td>{gateway.gatewayId}</Table.Td>
              <Table.Td>
                <Badge color={STATE_COLORS[gateway.state]}>{stateText(gateway.state)}</Badge>
              </Table.Td>
              <Table.Td>{circuitText(gateway.circuit)}</Table.Td>
              <Table.Td ta="right">{formatCount(gateway.inFlight)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
