import { Center } from "@mantine/core";
import { lazy, Suspense } from "react";
import { Link, Route, Routes } from "react-router";
import { type Session, useSession } from "../features/session/queries";
import { EmptyState, Loaded, LoadingState } from "../ui/States";
import { Shell } from "./Shell";

// Each page is loaded when it is first opened; the plotting library comes with the pages that plot.
const LoginPage = lazy(() => import("../features/session/LoginPage"));
const PasswordPage = lazy(() => import("../features/session/PasswordPage"));
const OverviewPage = lazy(() => import("../features/overview/OverviewPage"));
const PlaygroundPage = lazy(() => import("../features/playground/PlaygroundPage"));
const ModelsPage = lazy(() => import("../features/models/ModelsPage"));
const KeysPage = lazy(() => import("../features/keys/KeysPage"));
const QuotasPage = lazy(() => import("../features/quotas/QuotasPage"));
const PodsPage = lazy(() => import("../features/pods/PodsPage"));
const RoutingPage = lazy(() => import("../features/routing/RoutingPage"));
const UsagePage = lazy(() => import("../features/usage/UsagePage"));
const OrganisationsPage = lazy(() => import("../features/organisations/OrganisationsPage"));
const UsersPage = lazy(() => import("../features/users/UsersPage"));
const AuditPage = lazy(() => import("../features/audit/AuditPage"));

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
  return <Suspense>{pageFor(session.data)}</Suspense>;
}

function pageFor(session: Session | null) {
  if (session === null) return <LoginPage />;
  return session.mustChangePassword ? <PasswordPage /> : <Console session={session} />;
}

function Console({ session }: { session: Session }) {
  return (
    <Shell session={session}>
      <Suspense fallback={<LoadingState what="the page" />}>
        <Routes>
          <Route index element={<OverviewPage />} />
          <Route
            path="playground"
            element={<PlaygroundPage canTryVersions={session.role !== "viewer"} />}
          />
          <Route path="pods" element={<PodsPage canDrain={session.role !== "viewer"} />} />
          <Route path="routing" element={<RoutingPage />} />
          <Route path="models" element={<ModelsPage />} />
          <Route path="keys" element={<KeysPage />} />
          <Route path="quotas" element={<QuotasPage />} />
          <Route path="usage" element={<UsagePage />} />
          <Route
            path="organisations"
            element={<OrganisationsPage canChange={session.role !== "viewer"} />}
          />
          <Route path="users" element={<UsersPage />} />
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
