import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from "@mantine/core";

/** The accent: deep water, readable on white (shade 7) and on the dark ground (shade 4). */
const water: MantineColorsTuple = [
  "#e8f8f6",
  "#d3efec",
  "#a5dfd9",
  "#73cec4",
  "#4bc0b3",
  "#2fa698",
  "#1a8c80",
  "#0f766e",
  "#0b5f59",
  "#064843",
];

/** Slightly blue greys for the dark scheme. */
const dark: MantineColorsTuple = [
  "#c9d1d9",
  "#aab4bf",
  "#8793a0",
  "#5d6875",
  "#3a444f",
  "#2c353f",
  "#1f272f",
  "#171d24",
  "#11161c",
  "#0b0f14",
];

/** The library's own greys and tints are too pale for WCAG's 4.5 : 1 on our grounds. */
export const readable: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": "#5b6670",
    "--mantine-color-placeholder": "#66717c",
    "--mantine-color-yellow-light-color": "#7a4a00",
    "--mantine-color-orange-light-color": "#963600",
    "--mantine-color-teal-light-color": "#056048",
    "--mantine-color-red-light-color": "#a61e1e",
    "--mantine-color-indigo-light-color": "#2f44ad",
    "--mantine-color-red-text": "#c92a2a",
    "--mantine-color-red-filled": "#c92a2a",
    "--mantine-color-red-filled-hover": "#b02525",
  },
  dark: {
    "--mantine-color-dimmed": "#a3adb8",
    "--mantine-color-placeholder": "#98a3af",
    "--mantine-color-red-text": "#ff8787",
    "--mantine-color-red-filled": "#c92a2a",
    "--mantine-color-red-filled-hover": "#b02525",
    // The accent's own tint is next to black.
    "--mantine-color-water-light": "rgba(47, 166, 152, 0.18)",
    "--mantine-color-water-light-hover": "rgba(47, 166, 152, 0.26)",
    "--mantine-color-water-light-color": "#a5dfd9",
  },
});

export const theme = createTheme({
  colors: { water, dark },
  primaryColor: "water",
  primaryShade: { light: 7, dark: 7 },
  defaultRadius: "md",
  cursorType: "pointer",
  fontFamily:
    'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif',
  fontFamilyMonospace:
    'ui-monospace, "SF Mono", "Cascadia Mono", Menlo, "DejaVu Sans Mono", monospace',
  headings: {
    fontWeight: "600",
    sizes: { h1: { fontSize: "1.5rem" }, h2: { fontSize: "1.05rem" } },
  },
  components: {
    Table: {
      defaultProps: { verticalSpacing: "xs", horizontalSpacing: "md", highlightOnHover: true },
    },
    // What scrolls must be reachable with the keyboard.
    TableScrollContainer: { defaultProps: { type: "native", tabIndex: 0 } },
    Card: { defaultProps: { withBorder: true, padding: "md" } },
    Modal: {
      defaultProps: {
        centered: true,
        closeButtonProps: { "aria-label": "Close" },
        overlayProps: { backgroundOpacity: 0.45 },
      },
    },
    Badge: {
      defaultProps: { variant: "light", radius: "sm", tt: "none" },
      // A badge in a narrow column would cut its text off.
      styles: { root: { minWidth: "max-content" } },
    },
    Tooltip: { defaultProps: { withArrow: true } },
  },
});
