// `npm run build`: builds what is stale; `--force` builds in any case.
import { build } from './lib/building.mjs';

build({ force: process.argv.includes('--force') });
