/** Remembers a function's last answers: the world's User-Agents and a platform's customers repeat. The oldest gives way. */
export function remembering<T>(answers: number, find: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const remembered = known.get(text);
    if (remembered !== undefined) return remembered;
    const found = find(text);
    const oldest = known.size >= answers ? known.keys().next().value : undefined;
    if (oldest !== undefined) known.delete(oldest);
    known.set(text, found);
    return found;
  };
}
