import { Alert, Anchor, Box, Center, Group, Paper, Stack, Text } from "@mantine/core";
import { useEffect, useRef } from "react";
import { Link } from "react-router";
import { formatCount, formatMillis, formatRate } from "../../lib/format";
import { type Conversation, type RunStats, tokensPerSecond, type Turn } from "./conversation";

interface Props {
  conversation: Conversation;
  /** Which of two this is, as part of what screen readers say; left out for the only one. */
  side?: string;
}

export function ConversationLog({ conversation, side }: Props) {
  const { turns, run, isStreaming, error } = conversation;
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    box.current?.scrollTo({ top: box.current.scrollHeight });
  }, [turns]);
  return (
    <>
      {/* aria-busy holds announcements back until the answer is whole, instead of one per token. */}
      <Box
        ref={box}
        role="log"
        aria-label={labelled("Conversation", side)}
        aria-live="polite"
        aria-busy={isStreaming}
        tabIndex={0}
        h={`max(280px, calc(100dvh - ${side === undefined ? 340 : 470}px))`}
        style={{ overflowY: "auto" }}
      >
        {turns.length === 0 && (
          <Center h="100%">
            <Text c="dimmed" size="sm">
              Write a message below to begin.
            </Text>
          </Center>
        )}
        <Stack gap="sm">
          {turns.map((turn, index) => (
            <Bubble key={index} turn={turn} isWaiting={isStreaming && turn.text === ""} />
          ))}
        </Stack>
      </Box>
      {error && (
        <Alert color="red" role="alert" mt="sm" title="The answer is not complete">
          {error}
        </Alert>
      )}
      {run && <Stats run={run} isBroken={error !== null} label={labelled("Last answer", side)} />}
    </>
  );
}

function Bubble({ turn, isWaiting }: { turn: Turn; isWaiting: boolean }) {
  const isUser = turn.role === "user";
  return (
    <Paper
      p="sm"
      maw="88%"
      bg={
        isUser
          ? "var(--mantine-primary-color-light)"
          : "light-dark(#f1f4f5, var(--mantine-color-dark-5))"
      }
      style={{ alignSelf: isUser ? "flex-end" : "flex-start" }}
    >
      <Text size="xs" fw={600} c="dimmed">
        {isUser ? "You" : "Model"}
      </Text>
      <Text size="sm" className="sluice-wrap">
        {isWaiting ? "…" : turn.text}
      </Text>
    </Paper>
  );
}

function labelled(what: string, side?: string): string {
  return side === undefined ? what : `${what}, ${side}`;
}

function ending(run: RunStats, isBroken: boolean): string {
  if (run.finishReason !== null) return run.finishReason;
  if (run.endedAt === null) return "…";
  return isBroken ? "error" : "stopped";
}

interface StatsProps {
  run: RunStats;
  isBroken: boolean;
  label: string;
}

function Stats({ run, isBroken, label }: StatsProps) {
  const firstToken = run.firstTokenAt === null ? null : run.firstTokenAt - run.startedAt;
  return (
    <Group gap="4px 16px" mt="sm" role="status" aria-label={label} className="sluice-number">
      <Stat label="First token" value={formatMillis(firstToken)} />
      <Stat label="Tokens per second" value={formatRate(tokensPerSecond(run))} />
      <Stat label="Prompt tokens" value={formatCount(run.usage?.prompt_tokens)} />
      <Stat label="Output tokens" value={formatCount(run.usage?.completion_tokens)} />
      <Stat label="Ended by" value={ending(run, isBroken)} />
      {run.requestId !== null && run.endedAt !== null && (
        <Anchor
          component={Link}
          size="xs"
          to={`/routing?${new URLSearchParams({ request: run.requestId }).toString()}`}
        >
          Why this pod?
        </Anchor>
      )}
    </Group>
  );
}

function Stat(props: { label: string; value: string }) {
  return (
    <Text size="xs" c="dimmed">
      {props.label}{" "}
      <Text span fw={600} c="var(--mantine-color-text)">
        {props.value}
      </Text>
    </Text>
  );
}
