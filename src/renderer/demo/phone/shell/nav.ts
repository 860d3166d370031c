import { useWatched } from '../../../ui/use-watched.ts';
import { Watched } from '../../../ui/watched.ts';

/** Every screen of the app that somebody can be on; a dialogue over one is the screen's own business. */
export type Screen =
  | { readonly name: 'home' | 'inbox' | 'profile' | 'scan' | 'withdraw' | 'security' | 'advanced' | 'trusted-device' }
  | { readonly name: 'identity' | 'face' | 'authenticator' | 'passkeys' | 'session' | 'reset' }
  | { readonly name: 'request' | 'caller'; readonly id: string }
  | { readonly name: 'transfer'; readonly link: string };

interface Place {
  readonly screen: Screen;
  /** How many screens lie below this one. */
  readonly depth: number;
}

const start: Place = { screen: { name: 'home' }, depth: 0 };

/**
 * Where in the app its owner is. The places lie in the browser's history, so that a phone's own back gesture leads back inside the app, and
 * none of them is in the address: what is shared or bookmarked is the app, never a request.
 */
class Navigation {
  readonly place = new Watched<Place>((history.state as Place | null) ?? start);

  constructor() {
    addEventListener('popstate', ({ state }) => this.place.set((state as Place | null) ?? start));
  }

  /** Opens a screen on top of the one that is shown. */
  open(screen: Screen): void {
    const place = { screen, depth: this.place.get().depth + 1 };
    history.pushState(place, '');
    this.place.set(place);
  }

  /** Shows a screen in place of this one, which back then skips. */
  replace(screen: Screen): void {
    const place = { screen, depth: this.place.get().depth };
    history.replaceState(place, '');
    this.place.set(place);
  }

  back(): void {
    if (this.place.get().depth > 0) history.back();
    else this.replace({ name: 'home' });
  }
}

export const navigation = new Navigation();

export const useScreen = (): Screen => useWatched(navigation.place).screen;
