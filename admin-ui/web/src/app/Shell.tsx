import { AppShell, Burger, Group, NavLink, ScrollArea } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import {
  IconActivity,
  IconBuilding,
  IconChartBar,
  IconCube,
  IconGauge,
  IconHistory,
  IconKey,
  IconMessage,
  IconRoute,
  IconServer,
  IconUsers,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import { NavLink as RouterLink, useLocation } from "react-router";
import type { Session } from "../features/session/queries";
import { Logo } from "../ui/Logo";
import { AccountMenu } from "./AccountMenu";

interface Page {
  to: string;
  label: string;
  icon: typeof IconKey;
  /** Only for this role; the others would be refused. */
  role?: Session["role"];
}

const PAGES: Page[] = [
  { to: "/", label: "Overview", icon: IconActivity },
  { to: "/playground", label: "Playground", icon: IconMessage },
  { to: "/pods", label: "Pods", icon: IconServer },
  { to: "/routing", label: "Routing", icon: IconRoute },
  { to: "/models", label: "Models", icon: IconCube },
  { to: "/keys", label: "Keys", icon: IconKey },
  { to: "/quotas", label: "Quotas", icon: IconGauge },
  { to: "/usage", label: "Usage", icon: IconChartBar },
  { to: "/organisations", label: "Organisations", icon: IconBuilding },
  { to: "/users", label: "Users", icon: IconUsers, role: "admin" },
  { to: "/audit", label: "Audit", icon: IconHistory, role: "admin" },
];

export function Shell({ session, children }: { session: Session; children: ReactNode }) {
  const [opened, { toggle, close }] = useDisclosure(false);
  const { pathname } = useLocation();
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 216, breakpoint: "sm", collapsed: { mobile: !opened } }}
      padding="lg"
    >
      <a className="sluice-skip" href="#content">
        Skip to content
      </a>
      <AppShell.Header>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger
              opened={opened}
              onClick={toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label={opened ? "Close navigation" : "Open navigation"}
            />
            <Logo />
          </Group>
          <AccountMenu session={session} />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="sm" aria-label="Pages">
        <ScrollArea>
          {PAGES.filter(({ role }) => !role || role === session.role).map(
            ({ to, label, icon: Icon }) => (
              <NavLink
                key={to}
                component={RouterLink}
                to={to}
                end={to === "/"}
                label={label}
                active={to === pathname}
                leftSection={<Icon size={18} stroke={1.6} aria-hidden />}
                onClick={close}
                style={{ borderRadius: "var(--mantine-radius-md)" }}
              />
            ),
          )}
        </ScrollArea>
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1} style={{ outline: "none" }}>
        <div style={{ maxWidth: 1280, marginInline: "auto" }}>{children}</div>
      </AppShell.Main>
    </AppShell>
  );
}
