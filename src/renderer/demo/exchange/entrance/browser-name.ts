/** The browser and system as a person would call this device. */
export function deviceName(agent: string = navigator.userAgent): { readonly name: string; readonly os: string } {
  const browser = /Edg\//u.test(agent) ? 'Edge' : /Firefox\//u.test(agent) ? 'Firefox' : /Chrome\//u.test(agent) ? 'Chrome' : 'Safari';
  const os = /Windows/u.test(agent)
    ? 'Windows'
    : /iPhone|iPad/u.test(agent)
      ? 'iOS'
      : /Android/u.test(agent)
        ? 'Android'
        : /Mac OS X/u.test(agent)
          ? 'macOS'
          : 'Linux';
  return { name: `${browser} on ${os}`, os };
}
