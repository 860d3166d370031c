/** What a person chose about how things look, kept on this machine under that person's id. */
let owner = 'nobody';

export function setPreferenceOwner(staffId: string): void {
  owner = staffId;
}

export function readPreference<T>(name: string, check: (value: unknown) => T | null): T | null {
  try {
    const text = localStorage.getItem(key(name));
    return text === null ? null : check(JSON.parse(text));
  } catch {
    return null;
  }
}

export function writePreference(name: string, value: unknown): void {
  try {
    localStorage.setItem(key(name), JSON.stringify(value));
  } catch {
    // A full or forbidden storage costs the person a preference, not their work.
  }
}

const key = (name: string) => `portcullis.${owner}.${name}`;
