import { useEffect, useState } from 'react';

/** Whether `value` has been true for `ms` without a break, for what is worth no word while it is short. */
export function useLasting(value: boolean, ms: number): boolean {
  const [lasted, setLasted] = useState(false);
  useEffect(() => {
    if (!value) return setLasted(false);
    const timer = setTimeout(() => setLasted(true), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return lasted && value;
}
