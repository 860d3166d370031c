/** The nonce that whoever delivered the page put into it. Styles that are written at run time have to carry it. */
export const styleNonce = document.querySelector<HTMLElement>('meta[property="csp-nonce"]')?.nonce ?? '';

declare global {
  interface Window {
    /** Where the library that locks scrolling behind dialogs looks for the nonce of its style element. */
    __webpack_nonce__?: string;
  }
}

window.__webpack_nonce__ = styleNonce;
