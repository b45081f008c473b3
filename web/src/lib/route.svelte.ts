// The address after #: /view?key=value. Links and the back button work, nothing is sent anywhere.
export interface Route { view: string; query: URLSearchParams }

function read(): Route {
  const [path, query] = location.hash.replace(/^#\/?/, '').split('?');
  return { view: path || 'overview', query: new URLSearchParams(query ?? '') };
}

export const route = $state<{ now: Route }>({ now: read() });
addEventListener('hashchange', () => { route.now = read(); });

export function link(view: string, query: Record<string, string> = {}): string {
  const text = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== '')).toString();
  return `#/${view}${text ? `?${text}` : ''}`;
}
