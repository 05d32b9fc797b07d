import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api, type Schema, unwrap } from "../../api/client";

export type Overview = Schema<"Overview">;

const KEY = ["overview"];
const POLL_MILLIS = 5_000;

/**
 * The overview, pushed by the server. While the push is broken (a proxy may cut it) the page asks
 * every few seconds instead, and the browser keeps trying to reconnect.
 */
export function useLiveOverview() {
  const client = useQueryClient();
  const [isLive, setLive] = useState(false);
  useEffect(() => {
    const source = new EventSource("/api/v1/overview/stream");
    source.onmessage = (event: MessageEvent<string>) => {
      client.setQueryData(KEY, JSON.parse(event.data) as Overview);
      setLive(true);
    };
    source.onerror = () => setLive(false);
    return () => source.close();
  }, [client]);
  const query = useQuery({
    queryKey: KEY,
    queryFn: () => unwrap(api.GET("/api/v1/overview")),
    refetchInterval: isLive ? false : POLL_MILLIS,
  });
  return { query, isLive };
}
