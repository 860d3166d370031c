export * from '../../src/main/demo/world/authenticator.ts';
