import { Alert } from "@mantine/core";
import { ApiError } from "../api/errors";

/** Why a form was not saved, and what to do when somebody else was faster. */
export function SaveError({ error }: { error: Error | null }) {
  if (error === null) return null;
  const isStale = error instanceof ApiError && error.isStale;
  return (
    <Alert
      color={isStale ? "yellow" : "red"}
      role="alert"
      title={isStale ? "Not saved: somebody else changed this" : "Not saved"}
    >
      {error.message}
      {isStale && " Close this dialog and open it again to see what is stored now."}
    </Alert>
  );
}
