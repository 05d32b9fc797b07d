import { Table, VisuallyHidden } from "@mantine/core";

/** Heads the column of a row's buttons: a header without text is a riddle for screen readers. */
export function ActionsHeader() {
  return (
    <Table.Th>
      <VisuallyHidden>Actions</VisuallyHidden>
    </Table.Th>
  );
}
