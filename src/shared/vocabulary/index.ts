export * from './cases.ts';
export * from './errors.ts';
export * from './factors.ts';
export * from './identity.ts';
export * from './ids.ts';
export * from './operations.ts';
export * from './recovery.ts';
export * from './staff.ts';
