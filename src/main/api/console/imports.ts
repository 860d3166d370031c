import { requirePermission } from '../../engine/actor.ts';
import { cancelImport, getImport, listImports, previewImport, startImport } from '../../engine/imports/imports.ts';
import { staff } from './context.ts';

const MIB = 1024 * 1024;

export const imports = {
  list: staff.imports.list.handler(({ context: { engine, actor } }) => listImports(engine, actor)),
  upload: staff.imports.upload.handler(async ({ input, context: { engine, actor, host } }) => {
    requirePermission(actor, 'import.run');
    return host.uploads.append({
      owner: actor.staffId,
      uploadId: input.uploadId,
      fileName: input.fileName,
      offset: input.offset,
      chunk: new Uint8Array(await input.chunk.arrayBuffer()),
      maxBytes: engine.settings.get('import.maxFile') * MIB,
    });
  }),
  preview: staff.imports.preview.handler(({ input, context: { engine, actor, host } }) =>
    previewImport(engine, actor, host.uploads.find(actor.staffId, input.uploadId).filePath),
  ),
  start: staff.imports.start.handler(({ input, context: { engine, actor, host } }) =>
    startImport(engine, actor, { ...host.uploads.take(actor.staffId, input.uploadId), mapping: input.mapping }),
  ),
  get: staff.imports.get.handler(({ input, context: { engine, actor } }) => getImport(engine, actor, input.id)),
  cancel: staff.imports.cancel.handler(({ input, context: { engine, actor } }) => cancelImport(engine, actor, input.id)),
};
