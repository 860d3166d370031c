import { useEffect, useState } from 'react';
import type { IdentityRequestDetail } from '../../../../../../shared/contract/console/identity.ts';
import { engineClock } from '../../../../../ui/clock.ts';
import { client, type Outputs } from '../../../../connection/api.ts';

/** Personal data and pictures that may be shown until a moment, by the engine's clock. They live here and in no cache. */
export interface Clear extends Pick<Outputs['identityRequests']['reveal'], 'old' | 'new'> {
  /** By the image's id, as what an `img` shows. */
  readonly images: ReadonlyMap<string, string>;
  readonly untilMs: number;
  /** Some image could not be opened. */
  readonly partly: boolean;
}

export interface Reveal {
  readonly clear: Clear | null;
  /** Reads everything in clear, which the engine records piece by piece (ST-03). */
  readonly reveal: (reason: string) => Promise<void>;
  readonly hide: () => void;
}

/** Holds what was revealed of a request, and forgets it when its time is over or the page is left. */
export function useReveal(request: IdentityRequestDetail): Reveal {
  const [clear, setClear] = useState<Clear | null>(null);
  useEffect(() => {
    if (clear === null) return;
    const timer = setTimeout(() => setClear(null), Math.max(0, clear.untilMs - engineClock.now()));
    return () => clearTimeout(timer);
  }, [clear]);
  return {
    clear,
    hide: () => setClear(null),
    reveal: async (reason) => {
      const { id } = request;
      const data = await client.identityRequests.reveal({ id, reason });
      const wanted = [...(request.old?.images ?? []), ...(request.new?.images ?? [])];
      const read = await Promise.allSettled(
        wanted.map(async (image) => {
          const { jpeg, untilMs } = await client.identityRequests.image({ id, imageId: image.id, reason });
          return { id: image.id, source: `data:image/jpeg;base64,${jpeg}`, untilMs };
        }),
      );
      const images = read.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
      setClear({
        old: data.old,
        new: data.new,
        images: new Map(images.map((image) => [image.id, image.source])),
        untilMs: Math.min(data.untilMs, ...images.map((image) => image.untilMs)),
        partly: images.length < wanted.length,
      });
    },
  };
}
