import { client } from '../../connection/api.ts';

const CHUNK_BYTES = 1024 * 1024;

/**
 * Sends a file to the engine piece by piece.
 * @param onProgress how much has arrived, from 0 to 1
 * @returns the id under which the engine keeps it
 */
export async function uploadFile(file: File, onProgress: (part: number) => void, signal: AbortSignal): Promise<string> {
  let uploadId: string | null = null;
  let offset = 0;
  do {
    signal.throwIfAborted();
    const chunk: Blob = file.slice(offset, offset + CHUNK_BYTES);
    const answer: { readonly uploadId: string; readonly received: number } = await client.imports.upload(
      { uploadId, fileName: file.name, offset, chunk },
      { signal },
    );
    uploadId = answer.uploadId;
    offset = answer.received;
    onProgress(file.size === 0 ? 1 : offset / file.size);
  } while (offset < file.size);
  return uploadId;
}
