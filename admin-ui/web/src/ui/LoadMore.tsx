import { Button, Center } from "@mantine/core";

interface Query {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => unknown;
}

/** The end of a list that has more pages; nothing once all are there. */
export function LoadMore({ query }: { query: Query }) {
  if (!query.hasNextPage) return null;
  return (
    <Center p="sm">
      <Button
        size="xs"
        variant="default"
        loading={query.isFetchingNextPage}
        onClick={() => void query.fetchNextPage()}
      >
        Load more
      </Button>
    </Center>
  );
}
