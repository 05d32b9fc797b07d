import { expect, it } from "vitest";
import { allPages, type PageQuery } from "./pages";

it("follows the cursors to the end, and asks for the first page without one", async () => {
  const asked: PageQuery[] = [];
  const items = await allPages((query) => {
    asked.push(query);
    return Promise.resolve(
      query.cursor === "b" ? { items: [3], nextCursor: null } : { items: [1, 2], nextCursor: "b" },
    );
  });
  expect(items).toEqual([1, 2, 3]);
  expect(asked).toEqual([{ limit: 200 }, { cursor: "b", limit: 200 }]);
});
