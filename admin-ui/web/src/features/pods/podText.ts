import { formatCount } from "../../lib/format";
import type { Pod } from "./queries";

type State = Pod["state"];

export const STATE_COLORS: Record<State, string> = {
  ready: "teal",
  draining: "yellow",
  unreachable: "red",
  open: "orange",
};

export function stateText(state: State): string {
  return state === "open" ? "circuit open" : state;
}

/** What a state means for requests, for people who do not know the word. */
export function stateHint(pod: Pod): string {
  switch (pod.state) {
    case "ready":
      return pod.drainOrdered ? "Draining begins within seconds" : "Takes new requests";
    case "draining":
      return pod.runningStreams + pod.waitingStreams > 0
        ? "Takes no new requests; running streams finish. Restart it to have it back."
        : "Empty: it can be stopped or restarted now. Only a restart brings it back.";
    case "unreachable":
      return "A gateway cannot reach it; it tries again every two seconds";
    case "open":
      return "A gateway saw too many failures and tries again in a few seconds";
  }
}

export function circuitText(circuit: string | null): string {
  if (circuit === null) return "not reported";
  return circuit === "half_open" ? "half open, trying" : circuit;
}

/** 134 515 008 is "135M": nobody wants more digits of a model's size. */
export function parametersText(parameters: number): string {
  if (parameters >= 1e9) return `${(parameters / 1e9).toFixed(1)}B`;
  if (parameters >= 1e6) return `${Math.round(parameters / 1e6)}M`;
  return formatCount(parameters);
}

/** Digests are for comparing: the first characters are enough to tell two apart. */
export function shortDigest(digest: string | null): string {
  if (!digest) return "–";
  return digest.replace(/^sha256:/, "").slice(0, 12);
}

export function shareInUse(pod: Pod): number {
  return pod.kvBlocksTotal > 0 ? 1 - pod.kvBlocksFree / pod.kvBlocksTotal : 0;
}
