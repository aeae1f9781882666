import { Button, type CSSVariablesResolver, createTheme, type MantineColorsTuple } from "@mantine/core";

/** Text first, background last; 7 is the page, 6 a raised surface, 4 a line. */
const dark: MantineColorsTuple = [
  "#d5dbe3",
  "#b9c2cd",
  "#98a3b1",
  "#7d8998",
  "#37404c",
  "#29313b",
  "#161b22",
  "#0e1116",
  "#0b0e12",
  "#07090c",
];

/** 13 px text on a 32 px row: an analyst reads tables, not pages. */
export const theme = createTheme({
  fontFamily: "var(--font-geist-sans), system-ui, sans-serif",
  fontFamilyMonospace: "var(--font-geist-mono), ui-monospace, monospace",
  headings: { fontFamily: "var(--font-geist-sans), system-ui, sans-serif", fontWeight: "600" },
  fontSizes: { xs: "12px", sm: "13px", md: "14px", lg: "16px", xl: "18px" },
  lineHeights: { xs: "16px", sm: "18px", md: "20px", lg: "24px", xl: "26px" },
  colors: { dark },
  primaryColor: "blue",
  primaryShade: { light: 8, dark: 8 },
  autoContrast: true,
  defaultRadius: 4,
  cursorType: "pointer",
  respectReducedMotion: true,
  components: {
    Button: Button.extend({ defaultProps: { size: "xs" } }),
    // The first item gets the focus: an empty place for it is no child a menu may have. Named and not imported: whoever opens one
    // fetches it.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
  },
});

/** Mantine's own dimmed text, placeholders and the text of pale badges are below 4.5:1 on our surfaces. */
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": "#4b5563",
    "--mantine-color-placeholder": "#5d6673",
    "--mantine-color-text": "#161b22",
    "--mantine-color-green-light-color": "#1f6b33",
    "--mantine-color-yellow-light-color": "#7a4a00",
    "--mantine-color-red-light-color": "#a61b1b",
    "--mantine-color-blue-light-color": "#12538f",
  },
  dark: { "--mantine-color-dimmed": "#98a3b1", "--mantine-color-placeholder": "#8a95a3" },
});
