import { Center } from "@mantine/core";
import { lazy, Suspense } from "react";
import { Link, Route, Routes } from "react-router";
import { AuditPage } from "../features/audit/AuditPage";
import { KeysPage } from "../features/keys/KeysPage";
import { ModelsPage } from "../features/models/ModelsPage";
import { PlaygroundPage } from "../features/playground/PlaygroundPage";
import { LoginPage } from "../features/session/LoginPage";
import { PasswordPage } from "../features/session/PasswordPage";
import { useSession } from "../features/session/queries";
import { EmptyState, Loaded, LoadingState } from "../ui/States";
import { Shell } from "./Shell";

// The pages with plots carry the plotting library; the others start without it.
const OverviewPage = lazy(() => import("../features/overview/OverviewPage"));
const UsagePage = lazy(() => import("../features/usage/UsagePage"));

export function App() {
  const session = useSession();
  if (session.data === undefined) {
    return (
      <Center component="main" mih="100dvh">
        <Loaded query={session} what="the session">
          {() => null}
        </Loaded>
      </Center>
    );
  }
  if (session.data === null) return <LoginPage />;
  if (session.data.mustChangePassword) return <PasswordPage />;
  return (
    <Shell session={session.data}>
      <Suspense fallback={<LoadingState what="the page" />}>
        <Routes>
          <Route index element={<OverviewPage />} />
          <Route path="playground" element={<PlaygroundPage />} />
          <Route path="models" element={<ModelsPage />} />
          <Route path="keys" element={<KeysPage />} />
          <Route path="usage" element={<UsagePage />} />
          <Route path="audit" element={<AuditPage />} />
          <Route path="*" element={<NotFound />} />
        </Routes>
      </Suspense>
    </Shell>
  );
}

function NotFound() {
  return (
    <EmptyState title="There is no such page">
      Go to the <Link to="/">overview</Link>.
    </EmptyState>
  );
}
