import { type QueryKey, useInfiniteQuery } from "@tanstack/react-query";

/** One page of a long list; the cursor asks for the next one and is null at the end. */
export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

export interface PageQuery {
  cursor?: string;
  limit: number;
}

type FetchPage<T> = (query: PageQuery) => Promise<Page<T>>;

const SHOWN = 50;
const LARGEST = 200;

/** A list that grows by a page at a time; `data` is every item loaded so far. */
export function usePages<T>(
  queryKey: QueryKey,
  fetchPage: FetchPage<T>,
  refetchInterval: number | false = false,
) {
  return useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam }) => fetchPage(pageQuery(pageParam, SHOWN)),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    select: (data) => data.pages.flatMap((page) => page.items),
    refetchInterval,
  });
}

/** Every item, page after page. */
export async function allPages<T>(fetchPage: FetchPage<T>): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<T> = await fetchPage(pageQuery(cursor, LARGEST));
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return items;
}

function pageQuery(cursor: string | null, limit: number): PageQuery {
  return cursor === null ? { limit } : { cursor, limit };
}
