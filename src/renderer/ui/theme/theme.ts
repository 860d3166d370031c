import {
  ActionIcon,
  Badge,
  Button,
  type CSSVariablesResolver,
  createTheme,
  InputWrapper,
  Kbd,
  type MantineColorsTuple,
  type MantineThemeOverride,
  Menu,
  Modal,
  MultiSelect,
  Notification,
  NumberInput,
  PasswordInput,
  Select,
  Switch,
  TagsInput,
  Textarea,
  TextInput,
  Tooltip,
} from '@mantine/core';

const ink: MantineColorsTuple = [
  '#eef3ff',
  '#dde6fb',
  '#b9cbf5',
  '#93afef',
  '#7495ea',
  '#5f83e6',
  '#4a70dd',
  '#2f5bd0',
  '#264cb3',
  '#1c3c92',
];

const night: MantineColorsTuple = [
  '#e3e7ee',
  '#c3cad6',
  '#9ba5b6',
  '#6b7688',
  '#3b4453',
  '#2a313d',
  '#1b1f27',
  '#14171d',
  '#0f1217',
  '#0b0d11',
];

/** Names of controls that components bring along without words. */
export interface ThemeTexts {
  readonly close: string;
  readonly clear: string;
  readonly showPassword: string;
}

/** Dense and calm: 13 px text, small radii, short motion. */
export const makeTheme = (texts: ThemeTexts): MantineThemeOverride =>
  createTheme({
    primaryColor: 'ink',
    primaryShade: { light: 7, dark: 7 },
    colors: { ink, dark: night },
    fontFamily:
      '-apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, "Liberation Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif',
    fontFamilyMonospace: '"SF Mono", "Cascadia Mono", Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace',
    fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
    lineHeights: { xs: '1.4', sm: '1.45', md: '1.5', lg: '1.5', xl: '1.4' },
    spacing: { xs: '6px', sm: '10px', md: '14px', lg: '20px', xl: '28px' },
    radius: { xs: '3px', sm: '5px', md: '7px', lg: '10px', xl: '14px' },
    defaultRadius: 'sm',
    headings: {
      fontWeight: '600',
      sizes: {
        h1: { fontSize: '18px', lineHeight: '1.35' },
        h2: { fontSize: '15px', lineHeight: '1.4' },
        h3: { fontSize: '13px', lineHeight: '1.45' },
      },
    },
    cursorType: 'pointer',
    respectReducedMotion: true,
    components: {
      Button: Button.extend({ defaultProps: { size: 'xs' }, styles: { root: { fontWeight: 500 } } }),
      ActionIcon: ActionIcon.extend({ defaultProps: { variant: 'subtle', color: 'gray', size: 'md' } }),
      Badge: Badge.extend({ defaultProps: { variant: 'light', radius: 'sm' } }),
      Kbd: Kbd.extend({ defaultProps: { size: 'xs' } }),
      InputWrapper: InputWrapper.extend({ styles: { label: { fontWeight: 500 } } }),
      TextInput: TextInput.extend({ defaultProps: { size: 'sm' } }),
      PasswordInput: PasswordInput.extend({
        defaultProps: { size: 'sm', visibilityToggleButtonProps: { 'aria-label': texts.showPassword } },
      }),
      Textarea: Textarea.extend({ defaultProps: { size: 'sm', autosize: true, minRows: 2 } }),
      NumberInput: NumberInput.extend({ defaultProps: { size: 'sm' } }),
      Select: Select.extend({
        defaultProps: { size: 'sm', checkIconPosition: 'right', allowDeselect: false, clearButtonProps: { 'aria-label': texts.clear } },
      }),
      MultiSelect: MultiSelect.extend({ defaultProps: { size: 'sm' } }),
      TagsInput: TagsInput.extend({ defaultProps: { size: 'sm' } }),
      Switch: Switch.extend({ defaultProps: { size: 'sm' } }),
      Menu: Menu.extend({
        defaultProps: { shadow: 'md', transitionProps: { duration: 80 }, withinPortal: true, withInitialFocusPlaceholder: false },
      }),
      Modal: Modal.extend({
        defaultProps: {
          centered: true,
          padding: 'lg',
          // At once, so that what is typed right after a key goes where it belongs.
          transitionProps: { duration: 0 },
          closeButtonProps: { 'aria-label': texts.close },
        },
        styles: { title: { fontWeight: 600, lineHeight: 1.35 } },
      }),
      Notification: Notification.extend({ defaultProps: { closeButtonProps: { 'aria-label': texts.close } } }),
      Tooltip: Tooltip.extend({ defaultProps: { openDelay: 250, transitionProps: { duration: 80 }, withArrow: false, fz: 'xs' } }),
    },
  });

/** Points Mantine's own variables to our tokens, where its defaults would fall short of the contrast we promise. */
export const cssVariables: CSSVariablesResolver = () => {
  const shared = {
    '--mantine-color-body': 'var(--pc-surface)',
    '--mantine-color-text': 'var(--pc-text)',
    '--mantine-color-dimmed': 'var(--pc-text-soft)',
    '--mantine-color-placeholder': 'var(--pc-text-soft)',
    '--mantine-color-error': 'var(--pc-bad-fg)',
    '--mantine-color-anchor': 'var(--pc-accent)',
    '--mantine-color-default-border': 'var(--pc-line-strong)',
    '--mantine-primary-color-light-color': 'var(--pc-accent)',
  };
  return { variables: {}, light: shared, dark: shared };
};
