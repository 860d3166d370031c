// `npm run serve -- --port N --workspace DIR | --database-url postgres://…`: the headless server. It serves the built console,
// so that is built first.
import { build } from './lib/building.mjs';
import { serve } from './lib/serving.mjs';

build();
process.exitCode = await serve(process.argv.slice(2));
