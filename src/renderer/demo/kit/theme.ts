import {
  Alert,
  Button,
  Card,
  type CSSVariablesResolver,
  createTheme,
  type MantineColorsTuple,
  Modal,
  PasswordInput,
  TextInput,
} from '@mantine/core';

const gate: MantineColorsTuple = [
  '#e6f5ef',
  '#cbe9dd',
  '#9dd5bf',
  '#6cc09f',
  '#45ae84',
  '#2b9d72',
  '#178562',
  '#0b6b4f',
  '#07543e',
  '#043e2d',
];

/** Surfaces of the dark scheme, from text to the deepest, in the hue of the brand. */
const dusk: MantineColorsTuple = [
  '#e4ece7',
  '#c5d2cb',
  '#9db0a5',
  '#6b7f75',
  '#3b4d44',
  '#22302a',
  '#161f1b',
  '#121a16',
  '#0e1512',
  '#0a100d',
];

export const northgateTheme = createTheme({
  primaryColor: 'gate',
  primaryShade: { light: 7, dark: 6 },
  colors: { gate, dark: dusk },
  fontFamily: '"Avenir Next", "Segoe UI", system-ui, -apple-system, Roboto, "Helvetica Neue", "Liberation Sans", Arial, sans-serif',
  fontFamilyMonospace: '"SF Mono", "Cascadia Mono", Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace',
  defaultRadius: 'md',
  headings: {
    fontWeight: '650',
    sizes: {
      h1: { fontSize: '26px', lineHeight: '1.25' },
      h2: { fontSize: '18px', lineHeight: '1.35' },
      h3: { fontSize: '15px', lineHeight: '1.4' },
    },
  },
  respectReducedMotion: true,
  components: {
    Button: Button.extend({ styles: { root: { fontWeight: 600 } } }),
    Card: Card.extend({ defaultProps: { padding: 'lg', radius: 'lg', withBorder: true } }),
    Alert: Alert.extend({ defaultProps: { radius: 'md', variant: 'light' } }),
    TextInput: TextInput.extend({ defaultProps: { size: 'md' } }),
    PasswordInput: PasswordInput.extend({
      defaultProps: { size: 'md', visibilityToggleButtonProps: { 'aria-label': 'Show the password' } },
    }),
    Modal: Modal.extend({
      defaultProps: {
        centered: true,
        padding: 'xl',
        radius: 'lg',
        transitionProps: { duration: 0 },
        closeButtonProps: { 'aria-label': 'Close' },
      },
      styles: { title: { fontWeight: 650, fontSize: '18px' } },
    }),
  },
});

/** Points Mantine's own variables to the exchange's colours. */
export const northgateVariables: CSSVariablesResolver = () => {
  const shared = {
    '--mantine-color-body': 'var(--ng-card)',
    '--mantine-color-text': 'var(--ng-text)',
    '--mantine-color-dimmed': 'var(--ng-soft)',
    '--mantine-color-placeholder': 'var(--ng-soft)',
    '--mantine-color-error': 'var(--ng-bad)',
    '--mantine-color-anchor': 'var(--ng-brand)',
    '--mantine-color-default-border': 'var(--ng-line)',
    '--mantine-primary-color-light': 'var(--ng-brand-soft)',
    '--mantine-primary-color-light-color': 'var(--ng-brand)',
    '--mantine-primary-color-light-hover': 'var(--ng-line)',
  };
  return { variables: {}, light: shared, dark: shared };
};
