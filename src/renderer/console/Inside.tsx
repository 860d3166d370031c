import { RouterProvider } from '@tanstack/react-router';
import { router } from './router.tsx';

export { router };

/** What a person sees once signed in: every view, by the address. */
export function Inside() {
  return <RouterProvider router={router} />;
}
