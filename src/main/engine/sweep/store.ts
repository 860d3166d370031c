export { isStoreInTrouble } from '../../store/errors.ts';
